package io.kindling.s3;

import java.time.Duration;

/**
 * How far away and how fast a store seems.
 *
 * @param firstByteDelayFrom least time between a request and the first byte of its answer
 * @param firstByteDelayTo greatest such time; each answer draws its own
 * @param connectionRate bytes per second of one connection, or {@link #UNLIMITED}
 * @param totalRate bytes per second of all connections together, or {@link #UNLIMITED}
 */
public record Throttle(
    Duration firstByteDelayFrom, Duration firstByteDelayTo, long connectionRate, long totalRate) {

  /** No limit of bytes per second. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** Neither delay nor limit. */
  public static final Throttle NONE =
      new Throttle(Duration.ZERO, Duration.ZERO, UNLIMITED, UNLIMITED);

  /** An object store in the same region: 15 to 20 ms, 100 MB/s a connection, 1.2 GB/s in all. */
  public static final Throttle SAME_REGION =
      new Throttle(Duration.ofMillis(15), Duration.ofMillis(20), 100_000_000, 1_200_000_000);

  /** A cloud store seen from a data centre: 40 ms, 100 MB/s in all. */
  public static final Throttle HYBRID =
      new Throttle(Duration.ofMillis(40), Duration.ofMillis(40), 100_000_000, 100_000_000);

  public Throttle {
    if (firstByteDelayFrom.isNegative() || firstByteDelayTo.compareTo(firstByteDelayFrom) < 0) {
      throw new IllegalArgumentException(
          "first-byte delay from " + firstByteDelayFrom + " to " + firstByteDelayTo);
    }
    if (connectionRate <= 0 || totalRate <= 0) {
      throw new IllegalArgumentException("a rate must be at least 1 byte per second");
    }
  }
}
