package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.s3.EmbeddedS3;
import io.kindling.s3.RequestCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Random;
import java.util.zip.CRC32;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two storage nodes in two JVMs read the same cold files at the same time. */
@Timeout(180)
class ConcurrentReadersIT {

  private static final int MIB = 1 << 20;
  private static final String BUCKET = "photos";

  @TempDir static java.nio.file.Path folder;
  private static TwoReaders readers;
  private static EmbeddedS3 server;

  @BeforeAll
  static void start() throws Exception {
    readers = new TwoReaders(folder, BUCKET);
    server = readers.server();
  }

  @AfterAll
  static void stop() throws IOException {
    readers.close();
  }

  @Test
  void everyBlockOfALargeFileIsFetchedOnceInTheCluster() throws IOException {
    int length = 30 * MIB + 54_321;
    long checksum = write("big.bin", length);
    server.reset();

    ReaderJvm.Outcome[] cold = readers.both("file cache:///photos/big.bin");

    assertThat(cold[0].checksum()).isEqualTo(checksum);
    assertThat(cold[1].checksum()).isEqualTo(checksum);
    // 31 blocks in as many requests or fewer, and one look at the status for both readers.
    RequestCounts counts = server.counts();
    long gets = counts.getObject();
    assertThat(gets).isBetween(1L, 31L);
    assertThat(counts).isEqualTo(new RequestCounts(gets, 1, 0, 0, 0, 0, length));
    for (ReaderJvm.Outcome outcome : cold) {
      assertThat(outcome.memory() + outcome.peer() + outcome.store()).isEqualTo(length);
    }

    ReaderJvm.Outcome[] warm = readers.both("file cache:///photos/big.bin");

    assertThat(server.counts()).isEqualTo(counts);
    for (ReaderJvm.Outcome outcome : warm) {
      assertThat(outcome.checksum()).isEqualTo(checksum);
      assertThat(outcome.memory() + outcome.peer()).isEqualTo(outcome.requested());
      assertThat(outcome.store()).isZero();
    }
    assertThat(warm[0].memory() + warm[1].memory()).isEqualTo(length);
  }

  @Test
  void smallFilesCostOneGetEachAndNoHeadAfterAListing() throws IOException {
    for (int i = 0; i < 60; i++) {
      write("class/%03d.jpg".formatted(i), 110_000);
    }
    server.reset();

    ReaderJvm.Outcome[] cold = readers.both("folder cache:///photos/class");

    assertThat(cold[0].checksum()).isEqualTo(cold[1].checksum());
    // The second reader may come early enough to list for itself.
    long lists = server.counts().listObjects();
    assertThat(lists).isBetween(1L, 2L);
    assertThat(server.counts()).isEqualTo(new RequestCounts(60, 0, lists, 0, 0, 0, 60 * 110_000L));
  }

  @Test
  void blockLocationsAreTheHostsOfTheOwnersAndClientsReadThroughThem() throws IOException {
    int length = 9 * MIB;
    long checksum = write("located/big.bin", length);
    readers.both("file cache:///photos/located/big.bin");
    server.reset();
    try (FileSystem driver = TestMounts.open(readers.client())) {
      Path path = new Path("cache:///photos/located/big.bin");
      FileStatus status = driver.getFileStatus(path);
      BlockLocation[] locations = driver.getFileBlockLocations(status, 0, length);
      assertThat(locations).hasSize(3);
      assertThat(locations[2].getOffset()).isEqualTo(8L * MIB);
      assertThat(locations[2].getLength()).isEqualTo(MIB);
      for (BlockLocation location : locations) {
        assertThat(location.getHosts()[0]).isEqualTo("127.0.0.1");
      }
      assertThat(driver.getFileBlockLocations(path, 5 * MIB, 10)).hasSize(1);
      LocatedFileStatus located =
          driver.listFiles(new Path("cache:///photos/located"), true).next();
      assertThat(located.getBlockLocations()).hasSize(3);

      CRC32 read = new CRC32();
      try (FSDataInputStream input = driver.open(path)) {
        read.update(input.readAllBytes());
      }
      assertThat(read.getValue()).isEqualTo(checksum);
      assertThat(server.counts().getObject()).isZero();
    }
  }

  private static long write(String key, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(System.nanoTime()).nextBytes(content);
    try (FileSystem bare =
            FileSystem.newInstance(java.net.URI.create("s3a://" + BUCKET), readers.client());
        FSDataOutputStream output = bare.create(new Path("s3a://" + BUCKET + "/" + key))) {
      output.write(content);
    }
    assertThat(Files.exists(folder.resolve(BUCKET).resolve(key))).isTrue();
    CRC32 checksum = new CRC32();
    checksum.update(content);
    return checksum.getValue();
  }
}
