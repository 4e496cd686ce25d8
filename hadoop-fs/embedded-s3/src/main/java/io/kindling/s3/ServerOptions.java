package io.kindling.s3;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@link EmbeddedS3Server}.
 *
 * @param root folder of the buckets
 * @param buckets buckets to make
 * @param throttle what to put before the server, or {@link Throttle#NONE}
 */
record ServerOptions(Path root, List<String> buckets, Throttle throttle) {

  static final String USAGE =
      "usage: EmbeddedS3Server --root DIR --bucket NAME [--bucket NAME ...]"
          + " [--first-byte-delay 15ms or 15ms-20ms] [--connection-rate 100m] [--total-rate 1200m]";

  private static final Pattern DELAY = Pattern.compile("(\\d+)ms(?:-(\\d+)ms)?");
  private static final Pattern RATE = Pattern.compile("(\\d+)([km]?)");

  /** Reads the arguments; throws IllegalArgumentException that names the wrong one. */
  static ServerOptions parse(String... arguments) {
    Path root = null;
    List<String> buckets = new ArrayList<>();
    Throttle throttle = Throttle.NONE;
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i];
      if (i + 1 == arguments.length) {
        throw wrong(name + " needs a value");
      }
      String value = arguments[i + 1];
      switch (name) {
        case "--root" -> root = Path.of(value);
        case "--bucket" -> buckets.add(value);
        case "--first-byte-delay" -> throttle = delayed(throttle, name, value);
        case "--connection-rate" ->
            throttle = rates(throttle, rate(name, value), throttle.totalRate());
        case "--total-rate" ->
            throttle = rates(throttle, throttle.connectionRate(), rate(name, value));
        default -> throw wrong("unknown argument " + name);
      }
    }
    return new ServerOptions(required(root), List.copyOf(buckets), throttle);
  }

  private static Path required(@Nullable Path root) {
    if (root == null) {
      throw wrong("--root is missing");
    }
    return root;
  }

  private static Throttle delayed(Throttle throttle, String name, String value) {
    Matcher found = DELAY.matcher(value);
    if (!found.matches()) {
      throw wrong(name + " " + value + " is no delay");
    }
    String to = found.group(2) == null ? found.group(1) : found.group(2);
    return new Throttle(
        Duration.ofMillis(Long.parseLong(found.group(1))),
        Duration.ofMillis(Long.parseLong(to)),
        throttle.connectionRate(),
        throttle.totalRate());
  }

  private static Throttle rates(Throttle throttle, long connection, long total) {
    return new Throttle(
        throttle.firstByteDelayFrom(), throttle.firstByteDelayTo(), connection, total);
  }

  private static long rate(String name, String value) {
    Matcher found = RATE.matcher(value);
    if (!found.matches()) {
      throw wrong(name + " " + value + " is no number of bytes per second");
    }
    long unit =
        switch (found.group(2)) {
          case "k" -> 1_000;
          case "m" -> 1_000_000;
          default -> 1;
        };
    return Math.multiplyExact(Long.parseLong(found.group(1)), unit);
  }

  private static IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(what + "; " + USAGE);
  }
}
