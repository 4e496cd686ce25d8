package io.kindling.cache.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Which side of a cut network goes on: the one with more of the members that were there before, on
 * equal sides the one with the oldest of them. So at most one side goes on, and both sides find
 * that out alone. For one thread.
 *
 * <p>A member that failed is missing, perhaps on the other side, until it is shown to be dead. It
 * is forgotten after a while: members that fail one by one, hours apart, leave a small cluster and
 * no smaller side of a cut.
 */
final class CutRule {

  /** Longer than it takes to notice all who are on the other side. */
  static final Duration MEMORY = Duration.ofSeconds(15);

  private final Map<Long, Long> missing = new HashMap<>();

  /**
   * A member failed.
   *
   * @param order its place in the order in which the members entered
   * @param now in nanoseconds
   */
  void failed(long order, long now) {
    missing.put(order, now);
  }

  /** The member that failed is not cut off: it no longer runs. */
  void dead(long order) {
    missing.remove(order);
  }

  /** Whether there is anybody who may be on the other side of a cut. */
  boolean anyMissing(long now) {
    missing.values().removeIf(since -> now - since > MEMORY.toNanos());
    return !missing.isEmpty();
  }

  /**
   * Whether this side goes on.
   *
   * @param living orders of the members on this side
   */
  boolean mayGoOn(Collection<Long> living, long now) {
    if (!anyMissing(now) || living.size() > missing.size()) {
      return true;
    }
    long oldestHere = oldest(living);
    return living.size() == missing.size() && oldestHere < oldest(missing.keySet());
  }

  private static long oldest(Collection<Long> orders) {
    return orders.stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
  }
}
