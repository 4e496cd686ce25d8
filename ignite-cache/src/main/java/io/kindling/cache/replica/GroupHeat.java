package io.kindling.cache.replica;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * How much is read of groups, in bytes a second: what was read longer ago counts less, by half with
 * each half-life. Counting is for any thread and costs an addition; {@link #decay} is for one.
 */
final class GroupHeat {

  /** Beyond it what is read first now is not counted until others are cold. */
  private static final int MOST = 65_536;

  /** Bytes a second below which a group is forgotten. */
  private static final double COLD = 1;

  private final ConcurrentHashMap<HeldGroup, Counter> counters = new ConcurrentHashMap<>();
  private final double halfLifeNanos;
  private final LongSupplier nanoClock;
  private long last;

  GroupHeat(Duration halfLife, LongSupplier nanoClock) {
    this.halfLifeNanos = Math.max(1, halfLife.toNanos());
    this.nanoClock = nanoClock;
    this.last = nanoClock.getAsLong();
  }

  /** Counts bytes of a group that is counted already; false when it is not. */
  boolean addIfKnown(HeldGroup group, long bytes) {
    Counter counter = counters.get(group);
    if (counter == null) {
      return false;
    }
    counter.fresh.add(bytes);
    return true;
  }

  /** Counts bytes of a group. */
  void add(HeldGroup group, long bytes) {
    if (!addIfKnown(group, bytes) && counters.size() < MOST) {
      counters.computeIfAbsent(group, key -> new Counter()).fresh.add(bytes);
    }
  }

  /** Brings the rates up to date and forgets what is cold. */
  void decay() {
    long now = nanoClock.getAsLong();
    double elapsed = now - last;
    if (elapsed <= 0) {
      return;
    }
    last = now;
    double kept = Math.pow(2, -elapsed / halfLifeNanos);
    counters.forEach(
        (group, counter) -> {
          long fresh = counter.fresh.sumThenReset();
          counter.rate = counter.rate * kept + fresh * 1e9 / elapsed * (1 - kept);
          if (counter.rate < COLD) {
            counters.remove(group);
          }
        });
  }

  /** Bytes a second, as of the last {@link #decay}. */
  double rate(HeldGroup group) {
    Counter counter = counters.get(group);
    return counter == null ? 0 : counter.rate;
  }

  /** The groups of which more is read than so many bytes a second. */
  List<HeldGroup> above(double rate) {
    return counters.entrySet().stream()
        .filter(entry -> entry.getValue().rate > rate)
        .map(java.util.Map.Entry::getKey)
        .toList();
  }

  private static final class Counter {
    final LongAdder fresh = new LongAdder();
    volatile double rate;
  }
}
