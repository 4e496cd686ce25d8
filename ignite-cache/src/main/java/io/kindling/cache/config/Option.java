package io.kindling.cache.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One option: its key, its default as a user would write it, how its text is read, and what it
 * means.
 *
 * @param <T> what a value is
 * @param key full key, {@code fs.cache.<group>.<word-word>}
 * @param defaultText the default, as written in a configuration
 * @param form what a value looks like, for error messages and the manual
 * @param meaning one or two sentences for the manual
 * @param parser text to value; throws IllegalArgumentException on bad text
 */
public record Option<T>(
    String key, String defaultText, String form, String meaning, Function<String, T> parser) {

  private static final Pattern SIZE = Pattern.compile("(\\d+)\\s*([kmgt]?)b?");
  private static final Pattern TIME = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");

  /** A size such as {@code 64m}, in bytes. */
  public static Option<Long> size(String key, String defaultText, String meaning) {
    return new Option<>(key, defaultText, "a size such as 64m or 2g", meaning, Option::bytes);
  }

  /** A time such as {@code 30s}. */
  public static Option<Duration> time(String key, String defaultText, String meaning) {
    return new Option<>(key, defaultText, "a time such as 500ms, 30s or 2h", meaning, Option::span);
  }

  /** Any text; the empty text stands for "not set". */
  public static Option<String> text(String key, String defaultText, String meaning) {
    return new Option<>(key, defaultText, "a text", meaning, String::trim);
  }

  /** A number of things, 1 or more. */
  public static Option<Integer> count(String key, String defaultText, String meaning) {
    return new Option<>(key, defaultText, "a number from 1 up", meaning, Option::positive);
  }

  /** A number from 0 up. */
  public static Option<Integer> countOrNone(String key, String defaultText, String meaning) {
    return new Option<>(key, defaultText, "a number from 0", meaning, Option::number);
  }

  /** A TCP port; 0 lets the system choose. */
  public static Option<Integer> port(String key, String defaultText, String meaning) {
    return new Option<>(key, defaultText, "a port from 0 to 65535", meaning, Option::portNumber);
  }

  /** One of an enum's constants, written in lower case with dashes. */
  public static <E extends Enum<E>> Option<E> choice(
      String key, Class<E> type, E defaultValue, String meaning) {
    String form =
        "one of "
            + String.join(
                ", ", Arrays.stream(type.getEnumConstants()).map(Option::written).toList());
    return new Option<>(key, written(defaultValue), form, meaning, text -> constant(type, text));
  }

  private static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String text) {
    return Enum.valueOf(type, text.trim().toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static long bytes(String text) {
    Matcher matcher = SIZE.matcher(text.trim().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a size");
    }
    int shift = 10 * " kmgt".indexOf(matcher.group(2).isEmpty() ? ' ' : matcher.group(2).charAt(0));
    return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift);
  }

  private static Duration span(String text) {
    Matcher matcher = TIME.matcher(text.trim().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a time");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private static int positive(String text) {
    int count = Integer.parseInt(text.trim());
    if (count < 1) {
      throw new IllegalArgumentException("not above 0");
    }
    return count;
  }

  private static int number(String text) {
    int number = Integer.parseInt(text.trim());
    if (number < 0) {
      throw new IllegalArgumentException("below 0");
    }
    return number;
  }

  private static int portNumber(String text) {
    int port = Integer.parseInt(text.trim());
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("not a port");
    }
    return port;
  }
}
