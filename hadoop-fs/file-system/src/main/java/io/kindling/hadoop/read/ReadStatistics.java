package io.kindling.hadoop.read;

import java.util.concurrent.atomic.LongAdder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.statistics.IOStatistics;
import org.apache.hadoop.fs.statistics.StoreStatisticNames;
import org.apache.hadoop.fs.statistics.impl.IOStatisticsBinding;

/** What all streams of one file system have counted until they were closed. Any thread. */
public final class ReadStatistics {

  private static final StreamStatistic[] ALL = StreamStatistic.values();

  private final FileSystem.Statistics bytes;
  private final LongAdder[] sums = new LongAdder[ALL.length];
  private final LongAdder opens = new LongAdder();
  private final LongAdder filesOpened = new LongAdder();

  /**
   * Starts at zero.
   *
   * @param bytes Hadoop's own counter of bytes read by a scheme
   */
  public ReadStatistics(FileSystem.Statistics bytes) {
    this.bytes = bytes;
    for (int i = 0; i < sums.length; i++) {
      sums[i] = new LongAdder();
    }
  }

  void read(long count) {
    bytes.incrementBytesRead(count);
  }

  /** Notes a call of {@code open}. */
  public void opened() {
    opens.increment();
  }

  /** Notes a call of {@code openFile}. */
  public void openedWithOptions() {
    filesOpened.increment();
  }

  /** Takes in the counts of a stream that was closed. */
  void take(StreamCounts counts) {
    for (StreamStatistic statistic : ALL) {
      long count = counts.get(statistic);
      if (count != 0) {
        sums[statistic.ordinal()].add(count);
      }
    }
  }

  /** All of them, as they change. */
  public IOStatistics live() {
    var builder =
        IOStatisticsBinding.dynamicIOStatistics()
            .withLongFunctionCounter(StoreStatisticNames.OP_OPEN, key -> opens.sum())
            .withLongFunctionCounter("op_openfile", key -> filesOpened.sum());
    for (StreamStatistic statistic : ALL) {
      LongAdder sum = sums[statistic.ordinal()];
      builder = builder.withLongFunctionCounter(statistic.key(), key -> sum.sum());
    }
    return builder.build();
  }
}
