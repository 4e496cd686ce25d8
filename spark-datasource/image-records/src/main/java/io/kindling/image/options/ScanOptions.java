package io.kindling.image.options;

import io.kindling.image.decode.ColourMode;
import io.kindling.image.decode.Crop;
import io.kindling.image.decode.DecodeOptions;
import io.kindling.image.decode.Flip;
import io.kindling.image.decode.Orientation;
import io.kindling.image.decode.ScaledDecoding;
import io.kindling.image.decode.TargetSize;
import io.kindling.image.decode.TensorOptions;
import io.kindling.image.samples.SampleTransform;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the pictures of one read become rows. Goes to executors.
 *
 * @param samples how ready samples are made; null when every picture is decoded where it is read
 * @param batchBytes of a columnar batch; 0 when rows are handed over
 */
public record ScanOptions(
    ReadMode mode,
    DecodeOptions decoding,
    @Nullable SampleTransform samples,
    TensorOptions tensor,
    long batchBytes)
    implements Serializable {

  /** Whether decoded pictures are kept. */
  enum Samples {
    NONE,
    CACHED
  }

  /** Where a crop is taken. */
  enum CropPlace {
    CENTRE,
    RANDOM
  }

  /** The order of a whole epoch. */
  public record Epoch(long seed, long number) {}

  /**
   * Reads the options that a user gave.
   *
   * @throws CachedImagesException naming the key, the value and what it can be
   */
  public static ScanOptions of(GivenOptions given) {
    DecodeOptions decoding =
        DecodeOptions.asStored()
            .withColour(colour(given))
            .withSize(size(given))
            .withScaledDecoding(given.choice(ImagesOption.SCALED_DECODING, ScaledDecoding.class))
            .withOrientation(given.choice(ImagesOption.ORIENTATION, Orientation.class))
            .withCrop(crop(given))
            .withFlip(given.choice(ImagesOption.FLIP, Flip.class))
            .withSeed(drawing(given))
            .withPixelLimit(given.whole(ImagesOption.PIXEL_LIMIT, 1, DecodeOptions.ARRAY_LIMIT));
    long batch = given.bytes(ImagesOption.BATCH_SIZE, 1 << 30);
    return new ScanOptions(
        given.choice(ImagesOption.MODE, ReadMode.class),
        decoding,
        keepsSamples(given) ? transform(decoding) : null,
        tensor(given),
        given.flag(ImagesOption.COLUMNAR) ? batch : 0);
  }

  /**
   * Refuses keys that look like misspelt ones of a read's.
   *
   * @throws CachedImagesException naming the key
   */
  public static void requireKnown(GivenOptions given) {
    List<SourceOption> known = new ArrayList<>(ImagesOption.ALL);
    known.addAll(SetOption.ALL);
    given.requireKnown(known);
  }

  private static boolean keepsSamples(GivenOptions given) {
    return given.choice(ImagesOption.SAMPLES, Samples.class) == Samples.CACHED;
  }

  private static ColourMode colour(GivenOptions given) {
    return keepsSamples(given) && given.text(ImagesOption.COLOUR) == null
        ? ColourMode.BGR
        : given.choice(ImagesOption.COLOUR, ColourMode.class);
  }

  private static SampleTransform transform(DecodeOptions decoding) {
    try {
      return new SampleTransform(decoding);
    } catch (IllegalArgumentException unfit) {
      throw new CachedImagesException(
          "option " + ImagesOption.SAMPLES.key() + " is \"cached\", and " + unfit.getMessage(),
          unfit);
    }
  }

  /** The epoch whose order is asked for; null when the order of the listing will do. */
  public static @Nullable Epoch epoch(GivenOptions given) {
    boolean seeded = given.text(ImagesOption.SEED) != null;
    boolean numbered = given.text(ImagesOption.EPOCH) != null;
    if (!seeded && !numbered) {
      return null;
    }
    return new Epoch(
        seeded ? given.whole(ImagesOption.SEED, Long.MIN_VALUE, Long.MAX_VALUE) : 0,
        numbered ? given.whole(ImagesOption.EPOCH, 0, Long.MAX_VALUE) : 0);
  }

  private static TargetSize size(GivenOptions given) {
    String value = given.text(ImagesOption.RESIZE);
    if (value == null) {
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
      throw badSize(value);
    }
    throw badSize(value);
  }

  private static Crop crop(GivenOptions given) {
    String value = given.text(ImagesOption.CROP);
    CropPlace place = given.choice(ImagesOption.CROP_PLACE, CropPlace.class);
    if (value == null) {
      return Crop.none();
    }
    String[] sides = value.toLowerCase(Locale.ROOT).split("x", -1);
    try {
      int width = Integer.parseInt(sides[0].strip());
      int height = sides.length == 1 ? width : Integer.parseInt(sides[1].strip());
      if (sides.length <= 2) {
        return place == CropPlace.CENTRE ? Crop.centre(width, height) : Crop.random(width, height);
      }
    } catch (IllegalArgumentException noSize) {
      throw GivenOptions.bad(ImagesOption.CROP, value, "WIDTHxHEIGHT or one side, in pixels");
    }
    throw GivenOptions.bad(ImagesOption.CROP, value, "WIDTHxHEIGHT or one side, in pixels");
  }

  /** Each epoch of a seed draws other crops and flips. */
  private static long drawing(GivenOptions given) {
    Epoch epoch = epoch(given);
    return epoch == null ? 0 : epoch.seed() * 1_000_003 + epoch.number();
  }

  private static CachedImagesException badSize(String value) {
    return GivenOptions.bad(
        ImagesOption.RESIZE, value, "WIDTHxHEIGHT or the shorter side, in pixels");
  }

  private static TensorOptions tensor(GivenOptions given) {
    List<Double> scale = given.numbers(ImagesOption.TENSOR_SCALE);
    if (scale.size() > 1) {
      throw GivenOptions.bad(
          ImagesOption.TENSOR_SCALE,
          String.valueOf(given.text(ImagesOption.TENSOR_SCALE)),
          "one number");
    }
    return new TensorOptions(
        given.choice(ImagesOption.TENSOR_LAYOUT, TensorOptions.Layout.class),
        given.choice(ImagesOption.TENSOR_CHANNELS, TensorOptions.Channels.class),
        scale.isEmpty() ? 1 : scale.get(0),
        perChannel(given, ImagesOption.MEAN),
        deviation(given));
  }

  private static List<Double> deviation(GivenOptions given) {
    List<Double> std = perChannel(given, ImagesOption.STD);
    if (std.contains(0.0)) {
      throw GivenOptions.bad(
          ImagesOption.STD, String.valueOf(given.text(ImagesOption.STD)), "numbers other than 0");
    }
    return std;
  }

  private static List<Double> perChannel(GivenOptions given, SourceOption option) {
    List<Double> numbers = given.numbers(option);
    if (numbers.size() > 4) {
      throw GivenOptions.bad(
          option, String.valueOf(given.text(option)), "one number, or one for each channel");
    }
    return numbers;
  }
}
