package io.kindling.cache.metrics;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * How much is read of things, in bytes a second: what was read longer ago counts less, by half with
 * each half-life. Counting is for any thread and costs an addition; {@link #decay} is for one at a
 * time.
 *
 * @param <K> names what is read
 */
public final class Heat<K> {

  /** Bytes a second below which a thing is forgotten. */
  private static final double COLD = 1;

  private final ConcurrentHashMap<K, Counter> counters = new ConcurrentHashMap<>();
  private final double halfLifeNanos;
  private final int most;
  private final LongSupplier nanoClock;
  private long last;

  /**
   * Nothing was read so far.
   *
   * @param most things that are counted; what is read first beyond that is not counted until others
   *     are cold
   */
  public Heat(Duration halfLife, int most, LongSupplier nanoClock) {
    this.halfLifeNanos = Math.max(1, halfLife.toNanos());
    this.most = most;
    this.nanoClock = nanoClock;
    this.last = nanoClock.getAsLong();
  }

  /** Counts bytes of a thing that is counted already; false when it is not. */
  public boolean addIfKnown(K key, long bytes) {
    Counter counter = counters.get(key);
    if (counter == null) {
      return false;
    }
    counter.fresh.add(bytes);
    return true;
  }

  /** Counts bytes of a thing. */
  public void add(K key, long bytes) {
    if (!addIfKnown(key, bytes) && counters.size() < most) {
      counters.computeIfAbsent(key, name -> new Counter()).fresh.add(bytes);
    }
  }

  /** Brings the rates up to date and forgets what is cold. */
  public void decay() {
    long now = nanoClock.getAsLong();
    double elapsed = now - last;
    if (elapsed <= 0) {
      return;
    }
    last = now;
    double kept = Math.pow(2, -elapsed / halfLifeNanos);
    counters.forEach(
        (key, counter) -> {
          long fresh = counter.fresh.sumThenReset();
          counter.rate = counter.rate * kept + fresh * 1e9 / elapsed * (1 - kept);
          if (counter.rate < COLD) {
            counters.remove(key);
          }
        });
  }

  /** Bytes a second, as of the last {@link #decay}. */
  public double rate(K key) {
    Counter counter = counters.get(key);
    return counter == null ? 0 : counter.rate;
  }

  /** What is read at more than so many bytes a second. */
  public List<K> above(double rate) {
    return counters.entrySet().stream()
        .filter(entry -> entry.getValue().rate > rate)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What most is read of, at most so many, the hottest first. */
  public List<K> hottest(int count) {
    return counters.entrySet().stream()
        .map(entry -> Map.entry(entry.getKey(), entry.getValue().rate))
        .sorted(Comparator.comparingDouble((Map.Entry<K, Double> entry) -> -entry.getValue()))
        .limit(count)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static final class Counter {
    final LongAdder fresh = new LongAdder();
    volatile double rate;
  }
}
