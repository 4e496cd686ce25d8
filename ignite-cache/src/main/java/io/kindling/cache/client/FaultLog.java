package io.kindling.cache.client;

import io.kindling.cache.config.CacheOptions.FaultMode;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a fault of the cache: counted by cause, logged once a minute and cause, and, in
 * strict mode, thrown. Safe for any number of threads.
 */
final class FaultLog {

  private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);
  private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

  private final FaultMode mode;
  private final Metrics metrics;
  private final Map<Metric, Long> nextLine = new EnumMap<>(Metric.class);

  FaultLog(FaultMode mode, Metrics metrics) {
    this.mode = mode;
    this.metrics = metrics;
  }

  /**
   * Notes a fault after which the read goes on without the cache.
   *
   * @param cause its counter
   * @param what what was tried, on what
   * @throws IOException the fault, in strict mode
   */
  void note(Metric cause, String what, IOException fault) throws IOException {
    metrics.fault(cause, what + " failed: " + fault);
    if (mode == FaultMode.STRICT) {
      throw new IOException(
          what + " failed, and fs.cache.faults is strict: " + fault.getMessage(), fault);
    }
    if (isDue(cause)) {
      LOG.warn(
          "{} failed ({}); the read goes on without it. Counted as {}, logged once a minute.",
          what,
          fault.toString(),
          cause);
    }
  }

  /**
   * Notes that the cache did without something, in no mode a failure.
   *
   * @param cause its counter
   * @param what what the cache did without, and why
   */
  void skipped(Metric cause, String what) {
    metrics.fault(cause, what);
    if (isDue(cause)) {
      LOG.info("{}. Counted as {}, logged once a minute.", what, cause);
    }
  }

  private synchronized boolean isDue(Metric cause) {
    long now = System.nanoTime();
    Long next = nextLine.get(cause);
    if (next != null && now - next < 0) {
      return false;
    }
    nextLine.put(cause, now + PAUSE);
    return true;
  }
}
