package io.kindling.spark.stream;

import io.kindling.image.options.GivenOptions;
import io.kindling.image.options.ImagesOption;
import org.apache.spark.network.util.JavaUtils;

/**
 * The options of a stream alone.
 *
 * @param maxFiles of one micro-batch
 * @param maxAgeMillis behind the newest file, after which files are forgotten
 */
public record StreamOptions(int maxFiles, long maxAgeMillis) {
  /**
   * Reads the options that a user gave.
   *
   * @throws io.kindling.image.options.CachedImagesException naming the key, the value and what it
   *     can be
   */
  public static StreamOptions of(GivenOptions given) {
    boolean limited = given.text(ImagesOption.MAX_FILES) != null;
    return new StreamOptions(
        limited
            ? (int) given.whole(ImagesOption.MAX_FILES, 1, Integer.MAX_VALUE)
            : Integer.MAX_VALUE,
        age(given));
  }

  boolean limited() {
    return maxFiles < Integer.MAX_VALUE;
  }

  private static long age(GivenOptions given) {
    String value = given.text(ImagesOption.MAX_FILE_AGE);
    try {
      long millis =
          JavaUtils.timeStringAsMs(value == null ? ImagesOption.MAX_FILE_AGE.byDefault() : value);
      if (millis > 0) {
        return millis;
      }
    } catch (NumberFormatException none) {
      throw badAge(value);
    }
    throw badAge(value);
  }

  private static RuntimeException badAge(String value) {
    return GivenOptions.bad(ImagesOption.MAX_FILE_AGE, value, "a time like 7d or 12h");
  }
}
