package io.kindling.cache.node;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A storage node in a JVM of its own; its arguments are options, each {@code key=value}. */
final class NodeProgram {

  private NodeProgram() {}

  public static void main(String[] arguments) throws IOException {
    Map<String, String> options = new HashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      options.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    Settings settings = Settings.read(CacheOptions.ALL, options::get);
    StorageNode node = KindlingProcess.startNode(new NodePlace("127.0.0.1", "", "ann"), settings);
    System.out.println("READY " + node.info().identity());
    BufferedReader words =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String word = words.readLine(); word != null; word = words.readLine()) {
      switch (word) {
        case "stop" -> {
          KindlingProcess.stopNode();
          System.out.println("STOPPED");
        }
        case "decommission" -> {
          KindlingProcess.decommissionNode(Duration.ofSeconds(20));
          System.out.println("DECOMMISSIONED");
        }
        case "throw" -> throw new IllegalStateException("thrown by the program");
        default -> throw new IllegalArgumentException(word);
      }
    }
  }
}
