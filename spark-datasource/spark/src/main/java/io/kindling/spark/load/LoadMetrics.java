package io.kindling.spark.load;

import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** What a load counts for the SQL tab. */
public final class LoadMetrics {
  private static final String FILES = "loadFiles";
  private static final String BYTES = "loadBytes";
  private static final String FAILED = "loadFailed";

  private LoadMetrics() {}

  static CustomMetric[] supported() {
    return new CustomMetric[] {new Files(), new Bytes(), new Failed()};
  }

  static CustomTaskMetric[] values(long files, long bytes, long failed) {
    return new CustomTaskMetric[] {
      new Value(FILES, files), new Value(BYTES, bytes), new Value(FAILED, failed)
    };
  }

  private record Value(String name, long value) implements CustomTaskMetric {}

  /** Files, or parts of large ones. */
  public static final class Files extends CustomSumMetric {
    @Override
    public String name() {
      return FILES;
    }

    @Override
    public String description() {
      return "files brought to their owners, large ones in parts";
    }
  }

  /** Bytes of them. */
  public static final class Bytes extends CustomSumMetric {
    @Override
    public String name() {
      return BYTES;
    }

    @Override
    public String description() {
      return "bytes brought to their owners";
    }
  }

  /** Files that the driver tries itself then. */
  public static final class Failed extends CustomSumMetric {
    @Override
    public String name() {
      return FAILED;
    }

    @Override
    public String description() {
      return "files that tasks could not fetch";
    }
  }
}
