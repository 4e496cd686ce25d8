package io.kindling.command.output;

import java.time.Duration;
import java.util.Locale;

/** Sizes, shares and times as people read them. */
public final class Quantities {

  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private Quantities() {}

  /** A number of bytes such as {@code 1.5 GiB}. */
  public static String bytes(long bytes) {
    double amount = bytes;
    int unit = 0;
    while (Math.abs(amount) >= 1024 && unit < UNITS.length - 1) {
      amount /= 1024;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, amount < 10 ? "%.1f %s" : "%.0f %s", amount, UNITS[unit]);
  }

  /** A number of things such as {@code 2 storage nodes}; they are many by an s. */
  public static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /** A part of a whole, rounded down so that 100 % means all of it. */
  public static String percent(long part, long whole) {
    return whole == 0 ? "100 %" : Math.floorDiv(part * 100, whole) + " %";
  }

  /** A time such as {@code 2h 5m}. */
  public static String time(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3_600) {
      return "%dm %ds".formatted(seconds / 60, seconds % 60);
    }
    return seconds < 86_400
        ? "%dh %dm".formatted(seconds / 3_600, seconds / 60 % 60)
        : "%dd %dh".formatted(seconds / 86_400, seconds / 3_600 % 24);
  }
}
