package io.kindling.spark.write;

import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the driver's log how far a write is, every few seconds. Any thread. */
final class WriteProgress {
  private static final Logger LOG = LoggerFactory.getLogger(WriteProgress.class);
  private static final long PAUSE_NANOS = 5_000_000_000L;

  private final Path output;
  private final int partitions;

  // Guarded by this.
  private int done;
  private long pictures;
  private long bytes;
  private long leftOut;
  private long told = System.nanoTime();

  WriteProgress(Path output, int partitions) {
    this.output = output;
    this.partitions = partitions;
  }

  synchronized void written(ShardsWritten shards) {
    done++;
    pictures += shards.pictures();
    bytes += shards.bytes();
    leftOut += shards.left();
    if (System.nanoTime() - told > PAUSE_NANOS || done == partitions) {
      told = System.nanoTime();
      LOG.info("{}", this);
    }
  }

  @Override
  public synchronized String toString() {
    return String.format(
        Locale.ROOT,
        "cachedimages %s: %d of %d partitions (%d %%), %,d pictures, %,d MB%s",
        output,
        done,
        partitions,
        partitions == 0 ? 100 : 100L * done / partitions,
        pictures,
        bytes >> 20,
        leftOut == 0 ? "" : String.format(Locale.ROOT, ", %,d left out", leftOut));
  }
}
