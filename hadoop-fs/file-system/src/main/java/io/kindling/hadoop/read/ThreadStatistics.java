package io.kindling.hadoop.read;

import org.apache.hadoop.fs.statistics.IOStatisticsAggregator;
import org.apache.hadoop.fs.statistics.IOStatisticsContext;
import org.jspecify.annotations.Nullable;

/**
 * The statistics of the calling thread, on the lines of Hadoop that have them (3.3.5 and later).
 */
final class ThreadStatistics {

  private static final boolean AVAILABLE = isAvailable();

  private ThreadStatistics() {}

  /** Where the streams opened by this thread add what they counted; null on older lines. */
  static @Nullable IOStatisticsAggregator current() {
    return AVAILABLE ? Context.current() : null;
  }

  private static boolean isAvailable() {
    try {
      return Class.forName(
              "org.apache.hadoop.fs.statistics.IOStatisticsContext",
              false,
              ThreadStatistics.class.getClassLoader())
          .isInterface();
    } catch (ClassNotFoundException older) {
      return false;
    }
  }

  /** Linked only where the class is there. */
  private static final class Context {
    static IOStatisticsAggregator current() {
      return IOStatisticsContext.getCurrentIOStatisticsContext().getAggregator();
    }
  }
}
