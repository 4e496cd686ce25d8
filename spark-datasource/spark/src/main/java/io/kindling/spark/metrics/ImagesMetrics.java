package io.kindling.spark.metrics;

import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.metric.CustomSumMetric;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;

/** What a read counts for the SQL tab. Counted by one task thread, read by Spark's heartbeat. */
public final class ImagesMetrics {
  private static final String FILES = "imagesFiles";
  private static final String BYTES = "imagesBytes";
  private static final String BAD = "imagesBad";
  private static final String DECODE_MILLIS = "imagesDecodeMillis";
  private static final String SAMPLES_FOUND = "imagesSamplesFound";

  private volatile long files;
  private volatile long bytes;
  private volatile long bad;
  private volatile long decodeNanos;
  private volatile long samplesFound;

  public static CustomMetric[] supported() {
    return new CustomMetric[] {
      new FilesRead(), new BytesRead(), new BadPictures(), new DecodeMillis(), new SamplesFound()
    };
  }

  // One thread writes; the others only look.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  public void read(long length) {
    files++;
    bytes += length;
  }

  /** Several pictures at once. */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  public void read(long pictures, long length) {
    files += pictures;
    bytes += length;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate")
  public void sampleFound() {
    samplesFound++;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate")
  public void decoded(long nanos) {
    decodeNanos += nanos;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate")
  public void bad() {
    bad++;
  }

  public CustomTaskMetric[] values() {
    return new CustomTaskMetric[] {
      new Value(FILES, files),
      new Value(BYTES, bytes),
      new Value(BAD, bad),
      new Value(DECODE_MILLIS, decodeNanos / 1_000_000),
      new Value(SAMPLES_FOUND, samplesFound)
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
}
