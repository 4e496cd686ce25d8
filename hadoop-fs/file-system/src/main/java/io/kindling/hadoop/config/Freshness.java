package io.kindling.hadoop.config;

import io.kindling.cache.config.Option;
import java.time.Duration;
import java.util.Locale;

/**
 * How long a status is believed.
 *
 * @param nanos nanoseconds from the moment it was asked for; 0 asks always, {@link Long#MAX_VALUE}
 *     never again
 */
public record Freshness(long nanos) {

  /** Reads {@code 60s}, {@code 0} or {@code never}. */
  public static Freshness parse(String text) {
    return switch (text.trim().toLowerCase(Locale.ROOT)) {
      case "never" -> new Freshness(Long.MAX_VALUE);
      case "0" -> new Freshness(0);
      default -> new Freshness(Option.time("", "0s", "").parser().apply(text).toNanos());
    };
  }

  /** The same as a duration, of some three hundred million years for never. */
  public Duration duration() {
    return nanos == Long.MAX_VALUE ? Duration.ofMillis(Long.MAX_VALUE) : Duration.ofNanos(nanos);
  }

  /** Whether a status that is still believed will not be for much longer. */
  public boolean endsSoon(long asked, long now) {
    return now - asked > nanos / 4 * 3;
  }

  public boolean asksAlways() {
    return nanos == 0;
  }

  /** Whether a status asked for at {@code asked} may be used at {@code now}, both nanoTime. */
  public boolean covers(long asked, long now) {
    return now - asked < nanos;
  }
}
