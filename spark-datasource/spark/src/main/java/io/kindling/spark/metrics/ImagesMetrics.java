package io.kindling.spark.metrics;

import io.kindling.image.source.ReadCounts;
import io.kindling.spark.row.ReadCount;
import java.util.Arrays;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** What a read counts, for the SQL tab. */
public final class ImagesMetrics {

  private ImagesMetrics() {}

  public static CustomMetric[] supported() {
    return Arrays.stream(ReadCount.values()).map(ImagesMetrics::sum).toArray(CustomMetric[]::new);
  }

  /** What a task has counted until now. */
  public static CustomTaskMetric[] values(ReadCounts counts) {
    return Arrays.stream(ReadCount.values())
        .map(count -> new Value(nameOf(count), count.of(counts)))
        .toArray(CustomTaskMetric[]::new);
  }

  private static String nameOf(ReadCount count) {
    return "images." + count.name();
  }

  private static CustomMetric sum(ReadCount count) {
    return switch (count) {
      case PICTURES -> new Pictures();
      case BYTES -> new Bytes();
      case BAD -> new Bad();
      case DECODE_MILLIS -> new DecodeMillis();
      case SAMPLES_FOUND -> new SamplesFound();
      case MEMORY_BYTES -> new MemoryBytes();
      case DISK_BYTES -> new DiskBytes();
      case PEER_BYTES -> new PeerBytes();
      case UNDER_STORE_BYTES -> new UnderStoreBytes();
    };
  }

  private record Value(String name, long value) implements CustomTaskMetric {}

  /** Spark makes its children again by the names of their classes, so each count has one. */
  private abstract static class Sum extends CustomSumMetric {
    private final ReadCount count;

    Sum(ReadCount count) {
      this.count = count;
    }

    @Override
    public String name() {
      return nameOf(count);
    }

    @Override
    public String description() {
      return count.description();
    }
  }

  /** Made by Spark. */
  public static final class Pictures extends Sum {
    public Pictures() {
      super(ReadCount.PICTURES);
    }
  }

  /** Made by Spark. */
  public static final class Bytes extends Sum {
    public Bytes() {
      super(ReadCount.BYTES);
    }
  }

  /** Made by Spark. */
  public static final class Bad extends Sum {
    public Bad() {
      super(ReadCount.BAD);
    }
  }

  /** Made by Spark. */
  public static final class DecodeMillis extends Sum {
    public DecodeMillis() {
      super(ReadCount.DECODE_MILLIS);
    }
  }

  /** Made by Spark. */
  public static final class SamplesFound extends Sum {
    public SamplesFound() {
      super(ReadCount.SAMPLES_FOUND);
    }
  }

  /** Made by Spark. */
  public static final class MemoryBytes extends Sum {
    public MemoryBytes() {
      super(ReadCount.MEMORY_BYTES);
    }
  }

  /** Made by Spark. */
  public static final class DiskBytes extends Sum {
    public DiskBytes() {
      super(ReadCount.DISK_BYTES);
    }
  }

  /** Made by Spark. */
  public static final class PeerBytes extends Sum {
    public PeerBytes() {
      super(ReadCount.PEER_BYTES);
    }
  }

  /** Made by Spark. */
  public static final class UnderStoreBytes extends Sum {
    public UnderStoreBytes() {
      super(ReadCount.UNDER_STORE_BYTES);
    }
  }
}
