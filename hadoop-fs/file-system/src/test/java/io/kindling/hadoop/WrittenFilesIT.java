package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.s3.EmbeddedS3;
import java.io.IOException;
import java.util.Random;
import java.util.zip.CRC32;
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
  private static TwoReaders readers;
  private static EmbeddedS3 server;

  @BeforeAll
  static void start() throws Exception {
    readers = new TwoReaders(folder, BUCKET);
    server = readers.server();
    readers.client().set("fs.cache.write", "cache-through");
  }

  @AfterAll
  static void stop() throws IOException {
    readers.close();
  }

  @Test
  void bothNodesReadItWithoutARequestForItsContent() throws IOException {
    int length = 30 * MIB + 54_321;
    long checksum = write("cache:///photos/big.bin", length);
    server.reset();

    ReaderJvm.Outcome[] outcomes = readers.both("file cache:///photos/big.bin");

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
    try (FileSystem writer = TestMounts.open(readers.client());
        FSDataOutputStream output = writer.create(new Path(path), true)) {
      output.write(content);
    }
    CRC32 checksum = new CRC32();
    checksum.update(content);
    return checksum.getValue();
  }
}
