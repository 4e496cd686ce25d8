package io.kindling.hadoop;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.node.NodePlace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A storage node in a JVM of its own that reads what it is told to on its standard input, {@code
 * file PATH} or {@code folder PATH}, or does what {@link StatusOrders} understands, and answers one
 * line. Arguments are options, {@code key=value}.
 */
final class ReaderProgram {

  private ReaderProgram() {}

  public static void main(String[] arguments) throws IOException {
    Map<String, String> options = new HashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      options.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    KindlingProcess.startNode(
        new NodePlace("127.0.0.1", "", System.getProperty("user.name")),
        Settings.read(CacheOptions.ALL, options::get));
    Configuration configuration = new Configuration();
    options.forEach(configuration::set);
    try (FileSystem fileSystem = TestMounts.open(configuration)) {
      System.out.println("ready");
      serve(fileSystem);
    } finally {
      KindlingProcess.stopNode();
    }
  }

  private static void serve(FileSystem fileSystem) throws IOException {
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      if (StatusOrders.understands(order)) {
        System.out.println("did " + StatusOrders.run(fileSystem, order));
        continue;
      }
      Path path = new Path(order.substring(order.indexOf(' ') + 1));
      MetricsSnapshot before = KindlingProcess.metrics();
      CRC32 checksum = new CRC32();
      if (order.startsWith("folder ")) {
        for (FileStatus file : fileSystem.listStatus(path)) {
          read(fileSystem, file.getPath(), checksum);
        }
      } else {
        read(fileSystem, path, checksum);
      }
      MetricsSnapshot counts = KindlingProcess.metrics().minus(before);
      System.out.println(
          "read %d %d %d %d %d"
              .formatted(
                  checksum.getValue(),
                  counts.get(Metric.REQUESTED_BYTES),
                  counts.get(Metric.MEMORY_BYTES),
                  counts.get(Metric.PEER_BYTES),
                  counts.get(Metric.UNDER_STORE_BYTES)));
    }
  }

  /** In pieces far below a block, as most programs read. */
  private static void read(FileSystem fileSystem, Path path, CRC32 checksum) throws IOException {
    byte[] buffer = new byte[100_000];
    try (FSDataInputStream input = fileSystem.open(path)) {
      for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
        checksum.update(buffer, 0, count);
      }
    }
  }
}
