package io.kindling.hadoop;

import io.kindling.cache.node.ClusterHost;
import io.kindling.s3.EmbeddedS3;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** A bucket on an S3 server in this JVM, and two storage nodes in others that read from it. */
final class TwoReaders implements AutoCloseable {

  private final EmbeddedS3 server;
  private final ClusterHost host;
  private final Configuration client;
  private final ReaderJvm first;
  private final ReaderJvm second;

  /**
   * Starts all of them.
   *
   * @param bucket made in the folder, and mounted as {@code photos}
   */
  TwoReaders(Path folder, String bucket) throws Exception {
    server = EmbeddedS3.start(folder);
    server.createBucket(bucket);
    host =
        ClusterHost.start(
            "127.0.0.1",
            Map.of(
                "fs.cache.block.size", "1m",
                "fs.cache.group.size", "4m",
                "fs.cache.memory.size", "256m",
                "fs.cache.faults", "strict"),
            System.getProperty("user.name"));
    client = TestMounts.s3(server.access(), bucket);
    host.invitation().forEach(client::set);
    Map<String, String> options = new HashMap<>(host.invitation());
    options.putAll(server.access().hadoopOptions());
    options.put("fs.cache.mount.photos", "s3a://" + bucket);
    first = ReaderJvm.start(options);
    second = ReaderJvm.start(options);
    host.awaitNodes(2, Duration.ofSeconds(40));
  }

  EmbeddedS3 server() {
    return server;
  }

  /** By which this JVM reads and writes through the two. */
  Configuration client() {
    return client;
  }

  /** What comes of an order that both are given at once. */
  ReaderJvm.Outcome[] both(String order) throws IOException {
    first.say(order);
    second.say(order);
    return new ReaderJvm.Outcome[] {first.outcome(), second.outcome()};
  }

  @Override
  public void close() throws IOException {
    first.close();
    second.close();
    host.close();
    server.close();
  }
}
