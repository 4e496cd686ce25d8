package io.kindling.bigdl.dataset;

import java.util.Arrays;
import org.apache.spark.util.AccumulatorV2;

/**
 * How many batches of an epoch each partition has given to tasks that ended well. Spark adds what a
 * partition's task took once, whatever attempts failed before, so the next job knows where each
 * partition goes on, wherever its task runs then.
 */
final class TakenBatches extends AccumulatorV2<Integer, long[]> {

  private static final long serialVersionUID = 1;

  private final long[] taken;

  TakenBatches(int partitions) {
    this.taken = new long[partitions];
  }

  @Override
  public synchronized boolean isZero() {
    return Arrays.stream(taken).allMatch(count -> count == 0);
  }

  @Override
  public synchronized AccumulatorV2<Integer, long[]> copy() {
    TakenBatches copy = new TakenBatches(taken.length);
    System.arraycopy(taken, 0, copy.taken, 0, taken.length);
    return copy;
  }

  @Override
  public synchronized void reset() {
    Arrays.fill(taken, 0);
  }

  @Override
  public synchronized void add(Integer partition) {
    taken[partition]++;
  }

  @Override
  public void merge(AccumulatorV2<Integer, long[]> other) {
    long[] more = other.value();
    synchronized (this) {
      for (int partition = 0; partition < taken.length; partition++) {
        taken[partition] += more[partition];
      }
    }
  }

  @Override
  public synchronized long[] value() {
    return taken.clone();
  }
}
