package io.kindling.cache.node;

import io.kindling.cache.cluster.LocalSeedDirectory;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A stand-alone node: arguments are options, each {@code key=value}, and {@code seeds=folder}. */
final class StandaloneProgram {

  private StandaloneProgram() {}

  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = new HashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      options.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    String folder = options.remove("seeds");
    StandaloneNode node =
        StandaloneNode.start(
            new NodePlace("127.0.0.1", "", "ann"),
            Settings.read(CacheOptions.ALL, options::get),
            folder == null ? null : new LocalSeedDirectory(Path.of(folder)));
    System.out.println("READY " + node.registry());
    Thread words = new Thread(() -> obey(node), "words");
    words.setDaemon(true);
    words.start();
    node.await();
    System.out.println("STOPPED");
  }

  private static void obey(StandaloneNode node) {
    try {
      BufferedReader words =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      if ("decommission".equals(words.readLine())) {
        node.decommission(Duration.ofSeconds(20));
      }
      node.close();
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }
}
