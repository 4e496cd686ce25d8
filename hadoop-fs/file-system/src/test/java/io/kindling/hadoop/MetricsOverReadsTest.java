package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsBean;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.node.KindlingProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.management.ObjectName;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileRange;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.ReadOption;
import org.apache.hadoop.fs.statistics.IOStatistics;
import org.apache.hadoop.fs.statistics.IOStatisticsSource;
import org.apache.hadoop.io.ElasticByteBufferPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is requested is what came from memory, disk, other nodes and the under store. */
class MetricsOverReadsTest {

  private static final Path FILE = new Path("cache:///local/big.bin");
  private static final int LENGTH = 9_500_001;

  @TempDir java.nio.file.Path folder;
  private FileSystem cached;

  @BeforeEach
  void start() throws IOException {
    cached = TestMounts.open(TestMounts.local(folder));
    byte[] content = new byte[LENGTH];
    new Random(7).nextBytes(content);
    Files.write(folder.resolve("big.bin"), content);
  }

  @AfterEach
  void stop() throws IOException {
    cached.close();
  }

  @Test
  void everyWayToReadCountsWhatItGaveByItsOrigin() throws Exception {
    MetricsSnapshot before = KindlingProcess.metrics();
    for (int round = 0; round < 2; round++) {
      try (FSDataInputStream input = cached.open(FILE)) {
        assertThat(input.readAllBytes()).hasSize(LENGTH);
        input.readFully(5, new byte[300_000]);
        assertThat(input.read(4_000_000, ByteBuffer.allocateDirect(500_000))).isPositive();
        readVectored(input);
        readWithoutCopy(input);
        input.seek(LENGTH - 1);
        assertThat(input.read()).isNotNegative();
      }
    }
    MetricsSnapshot counted = KindlingProcess.metrics().minus(before);
    assertThat(counted.get(Metric.REQUESTED_BYTES))
        .isGreaterThan(2L * LENGTH)
        .isEqualTo(
            counted.get(Metric.MEMORY_BYTES)
                + counted.get(Metric.DISK_BYTES)
                + counted.get(Metric.PEER_BYTES)
                + counted.get(Metric.UNDER_STORE_BYTES));
    assertThat(counted.get(Metric.UNDER_STORE_BYTES)).isBetween(1L, (long) LENGTH);
    assertThat(counted.get(Metric.MEMORY_BYTES)).isGreaterThan(LENGTH);

    IOStatistics statistics = ((IOStatisticsSource) cached).getIOStatistics();
    assertThat(sum(statistics, "memory", "disk", "peer", "under_store"))
        .isEqualTo(counted.get(Metric.REQUESTED_BYTES))
        .isEqualTo(
            statistics.counters().get("stream_read_bytes")
                + statistics.counters().get("stream_read_vectored_read_bytes_discarded"));
    assertThat(KindlingProcess.metrics().get(Metric.MEMORY_USED_BYTES)).isGreaterThan(LENGTH);
    assertThat(
            ManagementFactory.getPlatformMBeanServer()
                .getAttribute(new ObjectName(MetricsBean.NAME), "RequestedBytes"))
        .isEqualTo(KindlingProcess.metrics().get(Metric.REQUESTED_BYTES));
  }

  private static void readVectored(FSDataInputStream input) throws Exception {
    List<FileRange> ranges =
        List.of(
            FileRange.createFileRange(10, 100),
            FileRange.createFileRange(50_000, 70_000),
            FileRange.createFileRange(5_000_000, 70_000));
    input.readVectored(ranges, ByteBuffer::allocate);
    for (FileRange range : ranges) {
      assertThat(range.getData().get().remaining()).isEqualTo(range.getLength());
    }
  }

  private static void readWithoutCopy(FSDataInputStream input) throws IOException {
    input.seek(0);
    ElasticByteBufferPool pool = new ElasticByteBufferPool();
    ByteBuffer buffer =
        input.read(pool, 1_000_000, java.util.EnumSet.of(ReadOption.SKIP_CHECKSUMS));
    assertThat(buffer.remaining()).isPositive();
    input.releaseBuffer(buffer);
  }

  private static long sum(IOStatistics statistics, String... origins) {
    return Arrays.stream(origins)
        .mapToLong(origin -> statistics.counters().get("stream_read_" + origin + "_bytes"))
        .sum();
  }
}
