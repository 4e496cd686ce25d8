package io.kindling.s3;

/** Spreads bytes over time at one rate. Any thread. */
public final class Pacer {

  /** What an idle line may send at once, so that short sleeps suffice. */
  private static final long BURST_NANOS = 2_000_000;

  private final long bytesPerSecond;
  private long freeAt;

  /**
   * A free line.
   *
   * @param bytesPerSecond or {@link Throttle#UNLIMITED}
   */
  public Pacer(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
    this.freeAt = System.nanoTime();
  }

  /**
   * Takes the line for a number of bytes.
   *
   * @return nanoseconds to wait before they go out; zero or less means at once
   */
  public synchronized long take(int bytes) {
    if (bytesPerSecond == Throttle.UNLIMITED) {
      return 0;
    }
    long now = System.nanoTime();
    freeAt = Math.max(freeAt, now - BURST_NANOS);
    freeAt += (long) (bytes * 1e9 / bytesPerSecond);
    return freeAt - now;
  }
}
