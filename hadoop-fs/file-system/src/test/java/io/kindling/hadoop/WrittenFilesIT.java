package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.node.ClusterHost;
import io.kindling.s3.EmbeddedS3;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a client writes with cache-through is read from two storage nodes in JVMs of their own. */
@Timeout(120)
class WrittenFilesIT {

  private static final int MIB = 1 << 20;
  private static final String BUCKET = "written";

  @TempDir static java.nio.file.Path folder;
  private static EmbeddedS3 server;
  private static ClusterHost host;
  private static Configuration client;
  private static ReaderJvm first;
  private static ReaderJvm second;

  @BeforeAll
  static void start() throws Exception {
    server = EmbeddedS3.start(folder);
    server.createBucket(BUCKET);
    host =
        ClusterHost.start(
            "127.0.0.1",
            Map.of(
                "fs.cache.block.size", "1m",
                "fs.cache.group.size", "4m",
                "fs.cache.memory.size", "256m",
                "fs.cache.faults", "strict"),
            System.getProperty("user.name"));
    client = TestMounts.s3(server.access(), BUCKET);
    client.set("fs.cache.write", "cache-through");
    host.invitation().forEach(client::set);
    Map<String, String> options = new HashMap<>(host.invitation());
    options.putAll(server.access().hadoopOptions());
    options.put("fs.cache.mount.photos", "s3a://" + BUCKET);
    first = ReaderJvm.start(options);
    second = ReaderJvm.start(options);
    host.awaitNodes(2, Duration.ofSeconds(40));
  }

  @AfterAll
  static void stop() throws IOException {
    first.close();
    second.close();
    host.close();
    server.close();
  }

  @Test
  void bothNodesReadItWithoutARequestForItsContent() throws IOException {
    int length = 30 * MIB + 54_321;
    long checksum = write("cache:///photos/big.bin", length);
    server.reset();

    first.say("file cache:///photos/big.bin");
    second.say("file cache:///photos/big.bin");
    ReaderJvm.Outcome[] outcomes = {first.outcome(), second.outcome()};

    for (ReaderJvm.Outcome outcome : outcomes) {
      assertThat(outcome.checksum()).isEqualTo(checksum);
      assertThat(outcome.store()).isZero();
      assertThat(outcome.memory() + outcome.peer()).isEqualTo(length);
    }
    // Each block is with one owner.
    assertThat(outcomes[0].memory() + outcomes[1].memory()).isEqualTo(length);
    assertThat(server.counts().getObject()).isZero();
  }

  private static long write(String path, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(System.nanoTime()).nextBytes(content);
    try (FileSystem writer = TestMounts.open(client);
        FSDataOutputStream output = writer.create(new Path(path), true)) {
      output.write(content);
    }
    CRC32 checksum = new CRC32();
    checksum.update(content);
    return checksum.getValue();
  }
}
