package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.s3.EmbeddedS3;
import io.kindling.s3.RequestCounts;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileRange;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.ReadOption;
import org.apache.hadoop.fs.statistics.IOStatistics;
import org.apache.hadoop.fs.statistics.IOStatisticsContext;
import org.apache.hadoop.fs.statistics.IOStatisticsSource;
import org.apache.hadoop.io.ElasticByteBufferPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of read of S3 through S3A, by its bytes, its requests and what it says of itself. */
@Timeout(120)
class ReadKindsTest {

  private static final int MIB = 1 << 20;
  private static final int BLOCK = 4 * MIB;

  @TempDir java.nio.file.Path folder;
  private EmbeddedS3 server;
  private FileSystem bare;
  private FileSystem cached;
  private String bucket;

  @BeforeEach
  void start() throws IOException {
    server = EmbeddedS3.start(folder);
    bucket = "kinds-" + Long.toString(System.nanoTime(), 36);
    server.createBucket(bucket);
    Configuration configuration = TestMounts.s3(server.access(), bucket);
    bare = FileSystem.newInstance(URI.create("s3a://" + bucket), configuration);
    cached = TestMounts.open(configuration);
  }

  @AfterEach
  void stop() throws IOException {
    cached.close();
    bare.close();
    server.close();
  }

  @Test
  void coldSequentialScanAsksForEveryByteOnce() throws Exception {
    byte[] content = write("big.bin", 50 * MIB + 77);
    server.reset();
    MetricsSnapshot before = KindlingProcess.metrics();
    byte[] read = new byte[content.length];
    try (FSDataInputStream input = cached.open(path("big.bin"))) {
      int at = 0;
      for (int n = 0; n >= 0; n = input.read(read, at, Math.min(MIB, read.length - at))) {
        at += n;
        if (at == read.length) {
          break;
        }
      }
      assertThat(input.read()).isEqualTo(-1);
    }
    assertThat(Arrays.equals(read, content)).isTrue();
    await()
        .untilAsserted(
            () -> assertThat(server.counts().getObjectBytes()).isEqualTo(content.length));
    assertThat(server.counts().headObject()).isOne();
    // Blocks of 4 MiB, some of them two at a time.
    assertThat(server.counts().getObject()).isBetween(5L, 13L);
    assertThat(minus(before, Metric.READ_AHEAD_BYTES)).isPositive();
    assertThat(minus(before, Metric.READ_AHEAD_UNUSED)).isZero();
  }

  @Test
  void filesOpenedInTheOrderOfTheirListingAreThereBeforeTheyAreOpened() throws Exception {
    List<byte[]> contents = writeMany(60);
    FileStatus[] listed = cached.listStatus(path("many"));
    server.reset();
    MetricsSnapshot before = KindlingProcess.metrics();
    for (int i = 0; i < listed.length; i++) {
      assertThat(readAll(listed[i].getPath())).isEqualTo(contents.get(i));
    }
    assertThat(server.counts()).isEqualTo(new RequestCounts(60, 0, 0, 0, 0, 0, 60_000));
    assertThat(minus(before, Metric.BLOCKS_BROUGHT)).isGreaterThan(40);
  }

  @Test
  void theNextFileOfTheListingBeginsBeforeTheOneBeforeItHasEnded() throws Exception {
    List<byte[]> contents = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      contents.add(write("long/" + i + ".bin", 5 * BLOCK));
    }
    FileStatus[] listed = cached.listStatus(path("long"));
    server.reset();
    MetricsSnapshot before = KindlingProcess.metrics();
    assertThat(readAll(listed[0].getPath())).isEqualTo(contents.get(0));
    assertThat(minus(before, Metric.BLOCKS_BROUGHT)).isZero();
    assertThat(readAll(listed[1].getPath())).isEqualTo(contents.get(1));
    await().until(() -> minus(before, Metric.BLOCKS_BROUGHT) == 4);
    assertThat(readAll(listed[2].getPath())).isEqualTo(contents.get(2));
    await().until(() -> server.counts().getObjectBytes() == 15L * BLOCK);
    assertThat(server.counts().headObject()).isZero();
  }

  @Test
  void filesOpenedInAnotherOrderOrWithTheOptionAtZeroAreNotBrought() throws Exception {
    List<byte[]> contents = writeMany(200);
    FileStatus[] listed = cached.listStatus(path("many"));
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      order.add(i * 5);
    }
    Collections.shuffle(order, new Random(3));
    server.reset();
    MetricsSnapshot before = KindlingProcess.metrics();
    for (int i : order) {
      assertThat(readAll(listed[i].getPath())).isEqualTo(contents.get(i));
    }
    assertThat(minus(before, Metric.BLOCKS_BROUGHT)).isZero();
    assertThat(server.counts().getObject()).isEqualTo(40);

    Configuration off = new Configuration(cached.getConf());
    off.set("fs.cache.read-ahead.files", "0");
    try (FileSystem without = TestMounts.open(off)) {
      FileStatus[] again = without.listStatus(path("many"));
      for (int i = 1; i < 20; i++) {
        try (FSDataInputStream input = without.open(again[i].getPath())) {
          assertThat(input.readAllBytes()).isEqualTo(contents.get(i));
        }
      }
    }
    assertThat(minus(before, Metric.BLOCKS_BROUGHT)).isZero();
  }

  @Test
  void hundredRangesAreReadByOneRequestForEachBlockOfThem() throws Exception {
    byte[] content = write("ranges.bin", 40 * MIB);
    server.reset();
    for (boolean direct : new boolean[] {false, true}) {
      AtomicInteger allocated = new AtomicInteger();
      List<FileRange> ranges = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        ranges.add(FileRange.createFileRange(i / 10 * (long) BLOCK + i % 10 * 400_000L, 1000 + i));
      }
      Collections.shuffle(ranges, new Random(1));
      try (FSDataInputStream input = cached.open(path("ranges.bin"))) {
        input.readVectored(
            ranges,
            size -> {
              allocated.incrementAndGet();
              return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
            });
        for (FileRange range : ranges) {
          ByteBuffer buffer = range.getData().get();
          byte[] bytes = new byte[buffer.remaining()];
          buffer.get(bytes);
          int from = (int) range.getOffset();
          assertThat(bytes).isEqualTo(Arrays.copyOfRange(content, from, from + range.getLength()));
        }
        assertThat(counter(input, "stream_read_vectored_incoming_ranges")).isEqualTo(100);
      }
      assertThat(allocated).hasValue(100);
    }
    await()
        .untilAsserted(
            () -> assertThat(server.counts().getObjectBytes()).isEqualTo(content.length));
    assertThat(server.counts().getObject()).isEqualTo(10);
  }

  @Test
  void rangesCloseToEachOtherAreOneReadAndBadOnesAreRefused() throws Exception {
    byte[] content = write("close.bin", 300_000);
    try (FSDataInputStream input = cached.open(path("close.bin"))) {
      List<FileRange> ranges =
          List.of(
              FileRange.createFileRange(10, 100),
              FileRange.createFileRange(1000, 100),
              FileRange.createFileRange(200_000, 0),
              FileRange.createFileRange(299_000, 1000));
      input.readVectored(ranges, ByteBuffer::allocate);
      for (FileRange range : ranges) {
        int from = (int) range.getOffset();
        ByteBuffer expected = ByteBuffer.wrap(content, from, range.getLength());
        assertThat(range.getData().get()).isEqualTo(expected);
      }
      assertThat(counter(input, "stream_read_vectored_combined_ranges")).isEqualTo(2);
      assertThatThrownBy(() -> vectored(input, FileRange.createFileRange(299_999, 2)))
          .isInstanceOf(EOFException.class);
      assertThatThrownBy(() -> vectored(input, FileRange.createFileRange(-1, 2)))
          .isInstanceOf(EOFException.class);
      assertThatThrownBy(
              () ->
                  vectored(
                      input, FileRange.createFileRange(0, 11), FileRange.createFileRange(10, 2)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("overlaps");
    }
  }

  private static void vectored(FSDataInputStream input, FileRange... ranges) throws IOException {
    input.readVectored(List.of(ranges), ByteBuffer::allocate);
  }

  @Test
  void zeroCopyReadShowsTheBlockItselfAndFallsBackToThePool() throws Exception {
    byte[] content = write("zero.bin", 9 * MIB);
    MetricsSnapshot before = KindlingProcess.metrics();
    ElasticByteBufferPool pool = new ElasticByteBufferPool();
    EnumSet<ReadOption> options = EnumSet.of(ReadOption.SKIP_CHECKSUMS);
    FSDataInputStream input = cached.open(path("zero.bin"));
    ByteBuffer cold = input.read(pool, 1000, options);
    assertThat(cold).isEqualTo(ByteBuffer.wrap(content, 0, 1000));
    input.releaseBuffer(cold);
    readAll(path("zero.bin"));

    input.seek(0);
    int at = 0;
    for (ByteBuffer view = input.read(null, 3 * MIB, options);
        view != null;
        view = input.read(null, 3 * MIB, options)) {
      assertThat(view.isReadOnly() && view.isDirect()).isTrue();
      assertThat(view).isEqualTo(ByteBuffer.wrap(content, at, view.remaining()));
      at += view.remaining();
      assertThat(input.getPos()).isEqualTo(at);
      input.releaseBuffer(view);
    }
    assertThat(at).isEqualTo(content.length);
    assertThat(input.read(null, 0, options).remaining()).isZero();

    input.seek(BLOCK - 10);
    ByteBuffer forgotten = input.read(pool, MIB, options);
    assertThat(forgotten.remaining()).isEqualTo(10);
    assertThatThrownBy(() -> input.releaseBuffer(ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(minus(before, Metric.ZERO_COPY_LEAKS)).isZero();
    input.close();
    assertThat(minus(before, Metric.ZERO_COPY_LEAKS)).isOne();
  }

  @Test
  void streamSaysWhereItsBytesCameFromAndSoDoFileSystemAndThread() throws Exception {
    // Hadoop keeps it by a weak reference alone.
    IOStatisticsContext thread = IOStatisticsContext.getCurrentIOStatisticsContext();
    write("seen.bin", 5 * MIB);
    IOStatisticsContext.getCurrentIOStatisticsContext().reset();
    try (FSDataInputStream input = cached.open(path("seen.bin"))) {
      input.readFully(0, new byte[1000]);
      assertThat(counter(input, "stream_read_under_store_bytes")).isEqualTo(1000);
      assertThat(counter(input, "stream_read_bytes")).isEqualTo(1000);
      await()
          .untilAsserted(
              () -> {
                long known = counter(input, "stream_read_memory_bytes");
                input.readFully(2000, new byte[500]);
                assertThat(counter(input, "stream_read_memory_bytes")).isEqualTo(known + 500);
              });
      input.seek(100);
      input.seek(50);
      assertThat(counter(input, "stream_read_seek_operations")).isEqualTo(2);
      assertThat(counter(input, "stream_read_bytes_backwards_on_seek")).isEqualTo(50);
      assertThat(input.hasCapability("iostatistics")).isTrue();
      assertThat(input.hasCapability("in:readvectored")).isTrue();
    }
    long inAll =
        ((IOStatisticsSource) cached).getIOStatistics().counters().get("stream_read_bytes");
    assertThat(inAll).isGreaterThanOrEqualTo(1500);
    assertThat(thread.snapshot().counters().get("stream_read_bytes")).isGreaterThanOrEqualTo(inAll);
  }

  @Test
  void openFileTakesHintsAndRefusesDemandsItDoesNotKnow() throws Exception {
    byte[] content = write("hints.bin", 33 * MIB);
    MetricsSnapshot before = KindlingProcess.metrics();
    FileStatus status = cached.getFileStatus(path("hints.bin"));
    server.reset();
    for (String policy : List.of("parquet, sequential", "vector", "orc", "random")) {
      byte[] read = new byte[2 * BLOCK];
      try (FSDataInputStream input =
          FutureStreams.get(
              cached
                  .openFile(status.getPath())
                  .withFileStatus(status)
                  .must("fs.option.openfile.read.policy", policy)
                  .opt("fs.option.openfile.length", Long.toString(status.getLen()))
                  .opt("fs.option.unheard.of", "yes")
                  .build())) {
        input.readFully(read);
      }
      assertThat(Arrays.equals(read, Arrays.copyOf(content, read.length))).isTrue();
    }
    assertThat(server.counts().headObject()).isZero();
    assertThat(minus(before, Metric.READ_AHEAD_BYTES)).isZero();

    try (FSDataInputStream input =
        FutureStreams.get(
            cached
                .openFile(status.getPath())
                .withFileStatus(status)
                .must("fs.option.openfile.read.policy", "whole-file")
                .must("fs.option.openfile.split.start", Long.toString(4L * BLOCK))
                .must("fs.option.openfile.split.end", Long.toString(6L * BLOCK))
                .build())) {
      input.seek(4L * BLOCK);
      for (int i = 0; i < 8; i++) {
        input.readFully(new byte[MIB]);
      }
    }
    await().untilAsserted(() -> assertThat(server.counts().getObjectBytes()).isEqualTo(4L * BLOCK));
    assertThat(minus(before, Metric.READ_AHEAD_BYTES)).isPositive();
    assertThatThrownBy(
            () -> cached.openFile(status.getPath()).must("fs.option.unheard.of", "yes").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fs.option.unheard.of");
  }

  @Test
  void manyThreadsReadOneStreamInEveryWay() throws Exception {
    byte[] content = write("shared.bin", 11 * MIB + 5);
    long seed = System.nanoTime();
    System.out.println("seed of manyThreadsReadOneStreamInEveryWay: " + seed);
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try (FSDataInputStream input = cached.open(path("shared.bin"))) {
      List<Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < 6; thread++) {
        Random random = new Random(seed + thread);
        all.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    int size = random.nextInt(100_000);
                    int from = random.nextInt(content.length - size);
                    assertThat(anyRead(input, random.nextInt(3), from, size))
                        .isEqualTo(ByteBuffer.wrap(content, from, size));
                  }
                  return null;
                }));
      }
      for (Future<?> each : all) {
        assertThat(each.get()).isNull();
      }
    } finally {
      threads.shutdown();
    }
  }

  private static ByteBuffer anyRead(FSDataInputStream input, int way, int from, int size)
      throws Exception {
    if (way == 0) {
      byte[] bytes = new byte[size];
      input.readFully(from, bytes);
      return ByteBuffer.wrap(bytes);
    }
    if (way == 1) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(size);
      input.readFully(from, buffer);
      return buffer.flip();
    }
    FileRange range = FileRange.createFileRange(from, size);
    input.readVectored(List.of(range), ByteBuffer::allocateDirect);
    return range.getData().get();
  }

  private List<byte[]> writeMany(int count) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      contents.add(write("many/%04d.jpg".formatted(i), 1000));
    }
    return contents;
  }

  private static long counter(FSDataInputStream input, String name) {
    IOStatistics statistics = input.getIOStatistics();
    return statistics.counters().get(name);
  }

  private static long minus(MetricsSnapshot before, Metric metric) {
    return KindlingProcess.metrics().minus(before).get(metric);
  }

  private static Path path(String name) {
    return new Path("cache:///photos/" + name);
  }

  private byte[] readAll(Path path) throws IOException {
    try (FSDataInputStream input = cached.open(path)) {
      return input.readAllBytes();
    }
  }

  private byte[] write(String key, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(key.hashCode()).nextBytes(content);
    try (FSDataOutputStream output = bare.create(new Path("s3a://" + bucket + "/" + key), true)) {
      output.write(content);
    }
    return content;
  }
}
