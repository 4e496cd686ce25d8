package io.kindling.command;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.node.NodePlace;
import io.kindling.cache.node.StandaloneNode;
import io.kindling.hadoop.load.LoadWork;
import io.kindling.hadoop.load.SampleWork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;

/**
 * A cluster of one storage node in this JVM, a folder as under store, mounted as {@code photos},
 * and a core-site.xml that says so.
 */
final class NodeInThisJvm implements AutoCloseable {

  private final Map<String, String> options =
      new HashMap<>(
          Map.of(
              "fs.cache.block.size", "64k",
              "fs.cache.group.size", "256k",
              "fs.cache.memory.size", "16m",
              "fs.cache.cluster.secret", "secret",
              "fs.cache.metadata.settle-time", "0s",
              "fs.cache.bind.host", "127.0.0.1"));
  private final Path store;
  private final Path configuration;
  private final StandaloneNode node;

  NodeInThisJvm(Path folder) throws IOException {
    store = Files.createDirectories(folder.resolve("store"));
    node =
        StandaloneNode.start(
            new NodePlace("127.0.0.1", "", System.getProperty("user.name")),
            Settings.read(CacheOptions.ALL, options::get),
            null);
    options.put("fs.cache.cluster.seeds", node.registry().toString());
    options.put("fs.cache.mount.photos", store.toUri().toString());
    configuration = folder.resolve("core-site.xml");
    writeConfiguration(configuration, options);
    Configuration hadoop = new Configuration();
    options.forEach(hadoop::set);
    KindlingProcess.offer(new LoadWork(hadoop));
    KindlingProcess.offer(new SampleWork(hadoop));
  }

  static void writeConfiguration(Path file, Map<String, String> options) throws IOException {
    StringBuilder xml = new StringBuilder("<configuration>\n");
    options.forEach(
        (key, value) ->
            xml.append("<property><name>")
                .append(key)
                .append("</name><value>")
                .append(value)
                .append("</value></property>\n"));
    Files.writeString(file, xml.append("</configuration>\n"));
  }

  /** The core-site.xml. */
  Path configuration() {
    return configuration;
  }

  /** The folder behind the mount. */
  Path store() {
    return store;
  }

  String option(String key) {
    return options.get(key);
  }

  /** Puts a file into the under store. */
  void put(String name, int length) {
    byte[] bytes = new byte[length];
    new Random(name.hashCode()).nextBytes(bytes);
    try {
      Path file = store.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Runs the command with the configuration of this cluster. */
  CommandRun run(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.add("--conf");
    all.add(configuration.toString());
    return CommandRun.of(all);
  }

  @Override
  public void close() throws IOException {
    node.close();
  }
}
