package io.kindling.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.node.ClusterHost;
import io.kindling.s3.EmbeddedS3Process;
import io.kindling.s3.RequestCounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileRange;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What S3 is asked for, to the request: GetObject, HeadObject, ListObjects and the bytes of
 * GetObject. {@code docs/request-counts.md} has these figures.
 */
@Timeout(300)
class RequestCountsTest {

  private static final int MIB = 1 << 20;
  private static final int SMALL = 10_000;
  private static final int SMALL_FILES = 1000;

  @TempDir static java.nio.file.Path folder;
  private static EmbeddedS3Process server;

  /** Blocks outlive a test, so each has a folder of its own name. */
  private final String set = "set-" + Long.toString(System.nanoTime(), 36);

  private FileSystem bare;
  private FileSystem cached;

  @BeforeAll
  static void startServer() throws IOException {
    server = EmbeddedS3Process.start(folder, "photos");
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @BeforeEach
  void open() throws IOException {
    bare = FileSystem.newInstance(URI.create("s3a://photos"), configuration(options()));
    cached = FileSystem.newInstance(URI.create("cache:///"), configuration(options()));
  }

  @AfterEach
  void close() throws IOException {
    cached.close();
    bare.close();
  }

  @Test
  void coldScanFetchesEveryByteOnceAndWarmScanNothing() throws IOException {
    byte[] first = write("a", 40 * MIB + 12_345);
    byte[] second = write("b", 7 * MIB);
    server.reset();

    assertThat(Arrays.equals(scan("a"), first)).isTrue();
    assertThat(Arrays.equals(scan("b"), second)).isTrue();

    RequestCounts cold = server.counts();
    assertThat(cold.headObject()).isEqualTo(2);
    assertThat(cold.listObjects()).isZero();
    assertThat(cold.getObjectBytes()).isEqualTo(first.length + second.length);
    // Ranges of up to fs.cache.fetch.size, 16 MiB; one block, 4 MiB, at the least.
    assertThat(cold.getObject()).isBetween(4L, 13L);

    assertThat(Arrays.equals(scan("a"), first)).isTrue();
    assertThat(Arrays.equals(scan("b"), second)).isTrue();
    assertThat(server.counts()).isEqualTo(cold);
  }

  @Test
  void thousandSmallFilesAfterOneListingCostOneGetEachAndNoHead() throws IOException {
    writeSmallFiles();
    server.reset();

    assertThat(readAllListed(cached)).isEqualTo((long) SMALL_FILES * SMALL);

    // A listing of one page; S3A looks whether there is a directory in the same request.
    assertThat(server.counts())
        .isEqualTo(new RequestCounts(SMALL_FILES, 0, 1, 0, 0, 0, (long) SMALL_FILES * SMALL));
  }

  /** The bytes come from the owners of the blocks, the statuses from the owners of the files. */
  @Tag("full")
  @Test
  void secondJvmReadsTheSameFilesWithoutAnyRequest() throws Exception {
    writeSmallFiles();
    try (ClusterHost host =
        ClusterHost.start(
            "127.0.0.1",
            Map.of("fs.cache.memory.size", "256m", "fs.cache.faults", "strict"),
            System.getProperty("user.name"))) {
      Map<String, String> options = options();
      options.putAll(host.invitation());
      options.put("fs.cache.metadata.freshness", "10m");
      try (MemberJvm node = MemberJvm.start("node", options);
          MemberJvm second = MemberJvm.start("client", options);
          FileSystem first =
              FileSystem.newInstance(URI.create("cache:///"), configuration(options))) {
        host.awaitNodes(1, Duration.ofSeconds(60));
        server.reset();
        assertThat(readAllListed(first)).isEqualTo((long) SMALL_FILES * SMALL);
        assertThat(server.counts())
            .isEqualTo(new RequestCounts(SMALL_FILES, 0, 1, 0, 0, 0, (long) SMALL_FILES * SMALL));

        server.reset();
        for (int i = 0; i < SMALL_FILES; i++) {
          assertThat(second.read("cache:///photos/" + set + "/" + name(i))).isEqualTo(SMALL);
        }
        assertThat(server.counts()).isEqualTo(new RequestCounts(0, 0, 0, 0, 0, 0, 0));
        assertThat(node.read("cache:///photos/" + set + "/" + name(0))).isEqualTo(SMALL);
      }
    }
  }

  @Test
  void eightReadersOfOneFileFetchItOnce() throws Exception {
    byte[] content = write("a", 24 * MIB + 1);
    server.reset();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<byte[]>> readers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        readers.add(() -> scan("a"));
      }
      for (Future<byte[]> read : threads.invokeAll(readers)) {
        assertThat(Arrays.equals(read.get(), content)).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
    RequestCounts counts = server.counts();
    assertThat(counts.getObjectBytes()).isEqualTo(content.length);
    assertThat(counts.getObject()).isBetween(2L, 7L);
    assertThat(counts.headObject()).isOne();
    assertThat(counts.listObjects()).isZero();
  }

  @Test
  void vectoredReadOfHundredRangesFetchesEachBlockOnce() throws Exception {
    byte[] content = write("a", 50 * MIB);
    server.reset();
    List<FileRange> ranges = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      ranges.add(FileRange.createFileRange(i * 512L * 1024 + 1000, 20_000));
    }
    try (FSDataInputStream input = cached.open(path("a"))) {
      input.readVectored(ranges, ByteBuffer::allocate);
      for (FileRange range : ranges) {
        assertThat(range.getData().get())
            .isEqualTo(ByteBuffer.wrap(content, (int) range.getOffset(), range.getLength()));
      }
    }
    RequestCounts counts = server.counts();
    assertThat(counts.headObject()).isOne();
    assertThat(counts.listObjects()).isZero();
    // 100 ranges touch all 13 blocks.
    assertThat(counts.getObject()).isBetween(4L, 13L);
    assertThat(counts.getObjectBytes()).isEqualTo(content.length);
  }

  private static Map<String, String> options() {
    Map<String, String> options = new HashMap<>(server.access().hadoopOptions());
    options.put("fs.cache.mount.photos", "s3a://photos");
    options.put("fs.cache.faults", "strict");
    return options;
  }

  private static Configuration configuration(Map<String, String> options) {
    Configuration configuration = new Configuration();
    options.forEach(configuration::set);
    return configuration;
  }

  private Path path(String name) {
    return new Path("cache:///photos/" + set + "/" + name);
  }

  private byte[] scan(String name) throws IOException {
    try (FSDataInputStream input = cached.open(path(name))) {
      return input.readAllBytes();
    }
  }

  private long readAllListed(FileSystem fileSystem) throws IOException {
    long bytes = 0;
    for (FileStatus file : fileSystem.listStatus(new Path("cache:///photos/" + set))) {
      try (FSDataInputStream input = fileSystem.open(file.getPath())) {
        bytes += input.readAllBytes().length;
      }
    }
    return bytes;
  }

  /** By the bare store, whose objects have etags. */
  private byte[] write(String name, int length) throws IOException {
    byte[] content = new byte[length];
    new Random(name.hashCode()).nextBytes(content);
    try (FSDataOutputStream output = bare.create(new Path("s3a://photos/" + set + "/" + name))) {
      output.write(content);
    }
    return content;
  }

  private void writeSmallFiles() {
    IntStream.range(0, SMALL_FILES).parallel().forEach(this::writeSmallFile);
  }

  private void writeSmallFile(int number) {
    try {
      var ignored = write(name(number), SMALL);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String name(int number) {
    return "%04d.jpg".formatted(number);
  }
}
