package io.kindling.image.samples;

import io.kindling.image.decode.ColourMode;
import io.kindling.image.decode.DecodeOptions;
import io.kindling.image.decode.Orientation;
import io.kindling.image.decode.ScaledDecoding;
import io.kindling.image.decode.TargetSize;
import io.kindling.image.listing.Layout;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.record.TableColumns;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A transform as text, in the words of the options of {@code cachedimages}: {@code
 * resize=256x256,scaledDecoding=jpeg-fractions}. Readers with the same options find the samples
 * that are made by it.
 *
 * @param transform how samples are made
 * @param listing how the set is listed, as far as that decides what is packed together
 */
public record TransformText(SampleTransform transform, ListingOptions listing) {

  private static final String KEYS =
      "resize, scaledDecoding, orientation, pixelLimit, layout, pictureColumn, labelColumn";

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException naming the word and what it can be
   */
  public static TransformText parse(String text) {
    Map<String, String> given = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "\"%s\" of the transform \"%s\" is not KEY=VALUE, as in resize=256x256"
                .formatted(part, text));
      }
      given.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
    }
    DecodeOptions decoding = DecodeOptions.asStored().withColour(ColourMode.BGR);
    ListingOptions listing = ListingOptions.defaults();
    String picture = null;
    String label = null;
    for (Map.Entry<String, String> each : given.entrySet()) {
      String key = each.getKey();
      String value = each.getValue();
      switch (key.toLowerCase(Locale.ROOT)) {
        case "resize" -> decoding = decoding.withSize(size(value));
        case "scaleddecoding" ->
            decoding = decoding.withScaledDecoding(choice(key, value, ScaledDecoding.values()));
        case "orientation" ->
            decoding = decoding.withOrientation(choice(key, value, Orientation.values()));
        case "pixellimit" -> decoding = decoding.withPixelLimit(number(key, value));
        case "layout" -> listing = listing.withLayout(layout(value));
        case "picturecolumn" -> picture = value;
        case "labelcolumn" -> label = value;
        default ->
            throw new IllegalArgumentException(
                "a transform has no \"%s\"; it has %s".formatted(key, KEYS));
      }
    }
    return new TransformText(
        new SampleTransform(decoding), listing.withColumns(new TableColumns(picture, label)));
  }

  private static TargetSize size(String value) {
    String[] sides = value.toLowerCase(Locale.ROOT).split("x", -1);
    if (sides.length == 2) {
      try {
        return TargetSize.exactly(
            Integer.parseInt(sides[0].strip()), Integer.parseInt(sides[1].strip()));
      } catch (IllegalArgumentException noSize) {
        throw bad("resize", value, "WIDTHxHEIGHT, as in 256x256", noSize);
      }
    }
    throw bad("resize", value, "WIDTHxHEIGHT, as in 256x256", null);
  }

  private static long number(String key, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException none) {
      throw bad(key, value, "a whole number", none);
    }
  }

  private static Layout layout(String value) {
    return Arrays.stream(Layout.values())
        .filter(one -> one.word().equalsIgnoreCase(value.replace('_', '-')))
        .findFirst()
        .orElseThrow(
            () ->
                bad(
                    "layout",
                    value,
                    Arrays.stream(Layout.values())
                        .map(Layout::word)
                        .collect(Collectors.joining(", ")),
                    null));
  }

  private static <E extends Enum<E>> E choice(String key, String value, E[] choices) {
    String wanted = value.replace('-', '_');
    return Arrays.stream(choices)
        .filter(one -> one.name().equalsIgnoreCase(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                bad(
                    key,
                    value,
                    Arrays.stream(choices)
                        .map(one -> one.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .collect(Collectors.joining(" or ")),
                    null));
  }

  private static IllegalArgumentException bad(
      String key, String value, String form, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "%s of the transform is \"%s\" and must be %s".formatted(key, value, form), cause);
  }
}
