package io.kindling.spark.read;

import io.kindling.image.decode.ColourMode;
import io.kindling.image.decode.DecodeOptions;
import io.kindling.image.decode.Orientation;
import io.kindling.image.decode.ScaledDecoding;
import io.kindling.image.decode.TargetSize;
import io.kindling.image.record.LabelBase;
import io.kindling.spark.options.CachedImagesException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The options of one read.
 *
 * @param labelBase label of the first class: {@code labelBase} = 0 or 1
 * @param mode {@code mode}, as in Spark's other readers
 * @param decoding {@code colour}, {@code resize}, {@code scaledDecoding}, {@code orientation},
 *     {@code pixelLimit}
 */
public record ReadOptions(LabelBase labelBase, ReadMode mode, DecodeOptions decoding)
    implements Serializable {

  /**
   * Reads the options that a user gave.
   *
   * @throws CachedImagesException naming the key, the value and what it can be
   */
  public static ReadOptions of(CaseInsensitiveStringMap given) {
    DecodeOptions decoding =
        DecodeOptions.asStored()
            .withColour(choice(given, "colour", ColourMode.AS_STORED))
            .withSize(size(given))
            .withScaledDecoding(choice(given, "scaledDecoding", ScaledDecoding.NEVER))
            .withOrientation(choice(given, "orientation", Orientation.AS_STORED));
    return new ReadOptions(
        labelBase(given), choice(given, "mode", ReadMode.PERMISSIVE), limited(decoding, given));
  }

  private static LabelBase labelBase(CaseInsensitiveStringMap given) {
    String value = given.getOrDefault("labelBase", "0");
    return switch (value.strip()) {
      case "0" -> LabelBase.ZERO;
      case "1" -> LabelBase.ONE;
      default -> throw bad("labelBase", value, "0 or 1");
    };
  }

  private static TargetSize size(CaseInsensitiveStringMap given) {
    String value = given.getOrDefault("resize", "").strip();
    if (value.isEmpty()) {
      return TargetSize.original();
    }
    try {
      String[] sides = value.toLowerCase(Locale.ROOT).split("x", -1);
      if (sides.length == 2) {
        return TargetSize.exactly(
            Integer.parseInt(sides[0].strip()), Integer.parseInt(sides[1].strip()));
      }
      if (sides.length == 1) {
        return TargetSize.shorterSide(Integer.parseInt(value));
      }
    } catch (IllegalArgumentException noSize) {
      throw bad("resize", value, "WIDTHxHEIGHT or the shorter side, in pixels");
    }
    throw bad("resize", value, "WIDTHxHEIGHT or the shorter side, in pixels");
  }

  private static DecodeOptions limited(DecodeOptions decoding, CaseInsensitiveStringMap given) {
    String value = given.get("pixelLimit");
    if (value == null) {
      return decoding;
    }
    try {
      return decoding.withPixelLimit(Long.parseLong(value.strip()));
    } catch (IllegalArgumentException noLimit) {
      throw bad("pixelLimit", value, "a number of pixels between 1 and 500 million");
    }
  }

  private static <E extends Enum<E>> E choice(
      CaseInsensitiveStringMap given, String key, E unlessGiven) {
    String value = given.get(key);
    if (value == null) {
      return unlessGiven;
    }
    String wanted = value.strip().replace('-', '_');
    E[] choices = unlessGiven.getDeclaringClass().getEnumConstants();
    return Arrays.stream(choices)
        .filter(one -> one.name().equalsIgnoreCase(wanted))
        .findFirst()
        .orElseThrow(() -> bad(key, value, words(choices)));
  }

  private static String words(Enum<?>[] choices) {
    return Arrays.stream(choices)
        .map(one -> one instanceof ReadMode ? one.name() : word(one))
        .collect(Collectors.joining(", "));
  }

  private static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static CachedImagesException bad(String key, String value, String form) {
    return new CachedImagesException("option " + key + " is \"" + value + "\" and must be " + form);
  }
}
