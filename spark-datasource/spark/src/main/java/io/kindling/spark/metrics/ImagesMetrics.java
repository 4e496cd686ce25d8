package io.kindling.spark.metrics;

import io.kindling.image.record.SourceBytes;
import io.kindling.image.source.ReadCounts;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** What a read counts, for the SQL tab. */
public final class ImagesMetrics {
  private static final String FILES = "imagesFiles";
  private static final String BYTES = "imagesBytes";
  private static final String BAD = "imagesBad";
  private static final String DECODE_MILLIS = "imagesDecodeMillis";
  private static final String SAMPLES_FOUND = "imagesSamplesFound";

  private static final String MEMORY = "imagesMemoryBytes";
  private static final String DISK = "imagesDiskBytes";
  private static final String PEER = "imagesPeerBytes";
  private static final String UNDER_STORE = "imagesUnderStoreBytes";

  private ImagesMetrics() {}

  public static CustomMetric[] supported() {
    return new CustomMetric[] {
      new FilesRead(),
      new BytesRead(),
      new BadPictures(),
      new DecodeMillis(),
      new SamplesFound(),
      new MemoryBytes(),
      new DiskBytes(),
      new PeerBytes(),
      new UnderStoreBytes()
    };
  }

  /** What a task has counted until now. */
  public static CustomTaskMetric[] values(ReadCounts counts) {
    SourceBytes from = counts.sources();
    return new CustomTaskMetric[] {
      new Value(FILES, counts.pictures()),
      new Value(BYTES, counts.bytes()),
      new Value(BAD, counts.bad()),
      new Value(DECODE_MILLIS, counts.decodeNanos() / 1_000_000),
      new Value(SAMPLES_FOUND, counts.samplesFound()),
      new Value(MEMORY, from.memory()),
      new Value(DISK, from.disk()),
      new Value(PEER, from.peer()),
      new Value(UNDER_STORE, from.underStore())
    };
  }

  private record Value(String name, long value) implements CustomTaskMetric {}

  /** Made by Spark by its name, like its siblings. */
  public static final class FilesRead extends CustomSumMetric {
    @Override
    public String name() {
      return FILES;
    }

    @Override
    public String description() {
      return "number of pictures read";
    }
  }

  /** Encoded bytes. */
  public static final class BytesRead extends CustomSumMetric {
    @Override
    public String name() {
      return BYTES;
    }

    @Override
    public String description() {
      return "bytes of encoded pictures read";
    }
  }

  /** Pictures that could not be decoded, in every mode. */
  public static final class BadPictures extends CustomSumMetric {
    @Override
    public String name() {
      return BAD;
    }

    @Override
    public String description() {
      return "number of bad pictures";
    }
  }

  /** Added over all tasks. */
  public static final class DecodeMillis extends CustomSumMetric {
    @Override
    public String name() {
      return DECODE_MILLIS;
    }

    @Override
    public String description() {
      return "time of decoding in ms";
    }
  }

  /** Ready samples that somebody had made before. */
  public static final class SamplesFound extends CustomSumMetric {
    @Override
    public String name() {
      return SAMPLES_FOUND;
    }

    @Override
    public String description() {
      return "number of ready samples found";
    }
  }

  /** Of paths through the cache. */
  public static final class MemoryBytes extends CustomSumMetric {
    @Override
    public String name() {
      return MEMORY;
    }

    @Override
    public String description() {
      return "bytes from this executor's memory";
    }
  }

  /** Of paths through the cache. */
  public static final class DiskBytes extends CustomSumMetric {
    @Override
    public String name() {
      return DISK;
    }

    @Override
    public String description() {
      return "bytes from this executor's disk";
    }
  }

  /** Of paths through the cache. */
  public static final class PeerBytes extends CustomSumMetric {
    @Override
    public String name() {
      return PEER;
    }

    @Override
    public String description() {
      return "bytes from other executors";
    }
  }

  /** Of paths through the cache. */
  public static final class UnderStoreBytes extends CustomSumMetric {
    @Override
    public String name() {
      return UNDER_STORE;
    }

    @Override
    public String description() {
      return "bytes from the under store";
    }
  }
}
