package io.kindling.image.options;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;
import org.apache.hadoop.util.StringUtils.TraditionalBinaryPrefix;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The options that a user gave, read by their declarations. Every refusal is a {@link
 * CachedImagesException} that names key, value and what it can be.
 */
public final class GivenOptions {
  private static final Logger LOG = LoggerFactory.getLogger(GivenOptions.class);

  /** What Spark, its table catalogs and the reader's paths put beside a user's options. */
  private static final Set<String> OF_SPARK =
      Set.of(
          "path",
          "paths",
          "provider",
          "location",
          "owner",
          "comment",
          "external",
          "is_managed_location",
          "table_type",
          "collation",
          "serialization.format");

  private final Map<String, String> given = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /**
   * @param given by key, whose case does not matter
   */
  public GivenOptions(Map<String, String> given) {
    this.given.putAll(given);
  }

  /**
   * Refuses keys that look like misspelt ones of ours. All others are left to Hadoop's file
   * systems, as Spark's own file sources do, and those without a dot, which few of Hadoop's are,
   * with a warning.
   */
  public void requireKnown(List<SourceOption> known) {
    Set<String> keys = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    known.forEach(option -> keys.add(option.key()));
    for (String key : given.keySet()) {
      boolean ofHadoop = key.indexOf('.') >= 0;
      if (ofHadoop || keys.contains(key) || OF_SPARK.contains(key.toLowerCase(Locale.ROOT))) {
        continue;
      }
      for (String ours : keys) {
        if (near(key, ours)) {
          throw new CachedImagesException(
              "there is no option "
                  + key
                  + "; did you mean "
                  + ours
                  + "? The options are "
                  + known.stream().map(SourceOption::key).collect(Collectors.joining(", ")));
        }
      }
      LOG.warn("cachedimages has no option {}; only a Hadoop file system can make use of it", key);
    }
  }

  // The library that took it over is not on Spark 2.4's class path.
  @SuppressWarnings("deprecation")
  private static boolean near(String key, String ours) {
    int mistakes = ours.length() > 4 ? 2 : 1;
    return StringUtils.getLevenshteinDistance(letters(key), letters(ours), mistakes) >= 0;
  }

  private static String letters(String key) {
    return key.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
  }

  /** The same without an option. */
  public GivenOptions without(SourceOption option) {
    GivenOptions others = new GivenOptions(given);
    others.given.remove(option.key());
    return others;
  }

  /** The text given for an option, without blanks around it; null when there is none. */
  public @Nullable String text(SourceOption option) {
    String value = given.get(option.key());
    return value == null || value.isBlank() ? null : value.strip();
  }

  /** One of the names of an enum, with hyphens or underscores, in any case. */
  public <E extends Enum<E>> E choice(SourceOption option, Class<E> type) {
    E[] choices = type.getEnumConstants();
    String value = orDefault(option);
    String wanted = value.replace('-', '_');
    return Arrays.stream(choices)
        .filter(one -> one.name().equalsIgnoreCase(wanted))
        .findFirst()
        .orElseThrow(() -> bad(option, value, words(choices, option)));
  }

  /** A whole number between two bounds, both allowed. */
  public long whole(SourceOption option, long lowest, long highest) {
    String value = orDefault(option);
    try {
      long number = Long.parseLong(value);
      if (number >= lowest && number <= highest) {
        return number;
      }
    } catch (NumberFormatException none) {
      throw bad(option, value, between(lowest, highest));
    }
    throw bad(option, value, between(lowest, highest));
  }

  /** True or false. */
  public boolean flag(SourceOption option) {
    return switch (orDefault(option).toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw bad(option, orDefault(option), "true or false");
    };
  }

  /** Numbers with commas between them; empty when nothing was given. */
  public List<Double> numbers(SourceOption option) {
    String value = text(option);
    List<Double> numbers = new ArrayList<>();
    if (value == null) {
      return numbers;
    }
    for (String part : value.split(",", -1)) {
      try {
        double number = Double.parseDouble(part.strip());
        if (!Double.isFinite(number)) {
          throw bad(option, value, "numbers with commas between them");
        }
        numbers.add(number);
      } catch (NumberFormatException none) {
        throw bad(option, value, "numbers with commas between them");
      }
    }
    return numbers;
  }

  /**
   * A size in whole gigabytes at most: a number of bytes, or one with a unit from {@code k} to
   * {@code p}, like 16m.
   */
  public long bytes(SourceOption option, long most) {
    String value = orDefault(option);
    String form = "bytes up to " + (most >> 30) + "g, like 16m";
    try {
      long bytes =
          TraditionalBinaryPrefix.string2long(
              value.toLowerCase(Locale.ROOT).replaceFirst("(?<=[\\dkmgtp])i?b$", ""));
      if (bytes > 0 && bytes <= most) {
        return bytes;
      }
    } catch (IllegalArgumentException none) {
      throw bad(option, value, form);
    }
    throw bad(option, value, form);
  }

  /** The error about a value that an option cannot have. */
  public static CachedImagesException bad(SourceOption option, String value, String form) {
    return new CachedImagesException(
        "option " + option.key() + " is \"" + value + "\" and must be " + form);
  }

  private String orDefault(SourceOption option) {
    String value = text(option);
    return value == null ? option.byDefault() : value;
  }

  private static String between(long lowest, long highest) {
    return highest == Long.MAX_VALUE
        ? "a whole number from " + lowest
        : "a whole number between " + lowest + " and " + highest;
  }

  /** Spelled as the default is: Spark's own words are upper case, ours are not. */
  private static String words(Enum<?>[] choices, SourceOption option) {
    boolean upper = option.byDefault().chars().anyMatch(Character::isUpperCase);
    return Arrays.stream(choices)
        .map(one -> upper ? one.name() : one.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .collect(Collectors.joining(", "));
  }
}
