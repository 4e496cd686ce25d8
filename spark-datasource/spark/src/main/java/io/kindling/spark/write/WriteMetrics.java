package io.kindling.spark.write;

import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** What a write counts for the SQL tab. */
final class WriteMetrics {
  private static final String PICTURES = "imagesWritten";
  private static final String BYTES = "imagesBytesWritten";
  private static final String SHARDS = "imagesShards";
  private static final String LEFT_OUT = "imagesLeftOut";

  private WriteMetrics() {}

  static CustomMetric[] supported() {
    return new CustomMetric[] {new Pictures(), new Bytes(), new Shards(), new LeftOut()};
  }

  static CustomTaskMetric[] values(long pictures, long bytes, long shards, long leftOut) {
    return new CustomTaskMetric[] {
      new Value(PICTURES, pictures),
      new Value(BYTES, bytes),
      new Value(SHARDS, shards),
      new Value(LEFT_OUT, leftOut)
    };
  }

  private record Value(String name, long value) implements CustomTaskMetric {}

  /** Made by Spark by its name, like its siblings. */
  public static final class Pictures extends CustomSumMetric {
    @Override
    public String name() {
      return PICTURES;
    }

    @Override
    public String description() {
      return "number of pictures written";
    }
  }

  /** Of all shards. */
  public static final class Bytes extends CustomSumMetric {
    @Override
    public String name() {
      return BYTES;
    }

    @Override
    public String description() {
      return "bytes of shards written";
    }
  }

  /** Files. */
  public static final class Shards extends CustomSumMetric {
    @Override
    public String name() {
      return SHARDS;
    }

    @Override
    public String description() {
      return "number of shards";
    }
  }

  /** With {@code mode} DROPMALFORMED. */
  public static final class LeftOut extends CustomSumMetric {
    @Override
    public String name() {
      return LEFT_OUT;
    }

    @Override
    public String description() {
      return "number of pictures left out";
    }
  }
}
