package io.kindling.image.decode;

import java.io.Serializable;

/**
 * How pictures are decoded. An immutable value; begin with {@link #asStored()} or {@link #bgr()}.
 * What is asked for happens in this order: orientation, size, crop, flip.
 *
 * @param pixelLimit a picture of more pixels, as its header says or after resizing, is refused
 *     before memory is taken for it
 * @param seed of what is drawn for each record; give another one for every epoch
 */
public record DecodeOptions(
    ColourMode colour,
    TargetSize size,
    ScaledDecoding scaledDecoding,
    Orientation orientation,
    Crop crop,
    Flip flip,
    long pixelLimit,
    long seed)
    implements Serializable {

  /** 100 million pixels: 400 MB at most, more than any camera of a training set. */
  public static final long DEFAULT_PIXEL_LIMIT = 100_000_000;

  /** Pixels that one array of four channels can hold: no limit can be above it. */
  public static final long ARRAY_LIMIT = (Integer.MAX_VALUE - 8) / 4;

  public DecodeOptions {
    if (pixelLimit < 1 || pixelLimit > ARRAY_LIMIT) {
      throw new IllegalArgumentException(
          "the limit on pixels must be between 1 and " + ARRAY_LIMIT + ", not " + pixelLimit);
    }
  }

  /** The colours of the file and its size: what Spark's source {@code image} gives. */
  public static DecodeOptions asStored() {
    return new DecodeOptions(
        ColourMode.AS_STORED,
        TargetSize.original(),
        ScaledDecoding.NEVER,
        Orientation.AS_STORED,
        Crop.none(),
        Flip.NEVER,
        DEFAULT_PIXEL_LIMIT,
        0);
  }

  /** Three channels for every picture, in the size of the file. */
  public static DecodeOptions bgr() {
    return asStored().withColour(ColourMode.BGR);
  }

  public DecodeOptions withColour(ColourMode changed) {
    return new DecodeOptions(
        changed, size, scaledDecoding, orientation, crop, flip, pixelLimit, seed);
  }

  public DecodeOptions withSize(TargetSize changed) {
    return new DecodeOptions(
        colour, changed, scaledDecoding, orientation, crop, flip, pixelLimit, seed);
  }

  public DecodeOptions withScaledDecoding(ScaledDecoding changed) {
    return new DecodeOptions(colour, size, changed, orientation, crop, flip, pixelLimit, seed);
  }

  public DecodeOptions withOrientation(Orientation changed) {
    return new DecodeOptions(colour, size, scaledDecoding, changed, crop, flip, pixelLimit, seed);
  }

  public DecodeOptions withCrop(Crop changed) {
    return new DecodeOptions(
        colour, size, scaledDecoding, orientation, changed, flip, pixelLimit, seed);
  }

  public DecodeOptions withFlip(Flip changed) {
    return new DecodeOptions(
        colour, size, scaledDecoding, orientation, crop, changed, pixelLimit, seed);
  }

  public DecodeOptions withPixelLimit(long changed) {
    return new DecodeOptions(colour, size, scaledDecoding, orientation, crop, flip, changed, seed);
  }

  public DecodeOptions withSeed(long changed) {
    return new DecodeOptions(
        colour, size, scaledDecoding, orientation, crop, flip, pixelLimit, changed);
  }
}
