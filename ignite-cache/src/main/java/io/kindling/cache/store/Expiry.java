package io.kindling.cache.store;

import io.kindling.cache.policy.PathPolicies;
import io.kindling.cache.policy.PathPolicy;
import io.kindling.cache.thread.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs the removal of blocks that have outlived their time, as long as some path has one. */
final class Expiry implements AutoCloseable {

  private static final long LONGEST_PAUSE = 60_000;
  private static final long SHORTEST_PAUSE = 100;

  private final ScheduledExecutorService thread;

  /** One that suits the policies; null when none has a time to live. */
  static @Nullable Expiry of(PathPolicies policies, Runnable sweep) {
    return policies.byPath().values().stream()
        .map(PathPolicy::timeToLive)
        .filter(time -> !time.isZero())
        .min(Duration::compareTo)
        .map(shortest -> new Expiry(shortest, sweep))
        .orElse(null);
  }

  /**
   * Runs from now on.
   *
   * @param shortest the shortest time to live that is set
   */
  Expiry(Duration shortest, Runnable sweep) {
    this.thread =
        Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("kindling-expiry"));
    long pause = Math.max(SHORTEST_PAUSE, Math.min(LONGEST_PAUSE, shortest.toMillis() / 10));
    var ignored = thread.scheduleWithFixedDelay(sweep, pause, pause, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
