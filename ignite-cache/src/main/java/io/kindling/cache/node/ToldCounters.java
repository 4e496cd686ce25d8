package io.kindling.cache.node;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;

/** Adds up what clients tell a storage node. Safe for any number of threads. */
final class ToldCounters {

  private static final long ACTIVE_NANOS = Duration.ofSeconds(30).toNanos();

  private final LongSupplier nanoClock;
  private final Map<UUID, Long> lastRead = new HashMap<>();
  private MetricsSnapshot sum = MetricsSnapshot.zero();

  ToldCounters(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * A client has counted more.
   *
   * @param session names its JVM
   */
  synchronized void add(UUID session, MetricsSnapshot more) {
    sum = sum.plus(more);
    if (more.get(Metric.REQUESTED_BYTES) > 0) {
      lastRead.put(session, nanoClock.getAsLong());
    }
    forget();
  }

  synchronized ClientCounters all() {
    forget();
    return new ClientCounters(lastRead.size(), sum);
  }

  private void forget() {
    long now = nanoClock.getAsLong();
    lastRead.values().removeIf(last -> now - last > ACTIVE_NANOS);
  }
}
