package io.kindling.image.samples;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.pack.PackShape;
import io.kindling.image.decode.ColourMode;
import io.kindling.image.decode.Crop;
import io.kindling.image.decode.DecodeOptions;
import io.kindling.image.decode.DecoderVersion;
import io.kindling.image.decode.Flip;
import io.kindling.image.decode.PixelSize;
import io.kindling.image.decode.TargetSize;
import java.io.Serializable;

/**
 * How ready samples are made of pictures: three channels, one size. What differs from epoch to
 * epoch, as a random crop, is done later, when batches are filled.
 *
 * @param decoding with three channels and an exact size
 */
public record SampleTransform(DecodeOptions decoding) implements Serializable {

  /** Blue, green, red. */
  public static final int CHANNELS = 3;

  /**
   * Takes the options if all pictures come out alike.
   *
   * @throws IllegalArgumentException when they do not; the message names the option
   */
  public SampleTransform {
    if (!(decoding.size() instanceof TargetSize.Exactly)) {
      throw new IllegalArgumentException(
          "ready samples all have one size: set resize to WIDTHxHEIGHT, as in 256x256");
    }
    if (decoding.colour() != ColourMode.BGR) {
      throw new IllegalArgumentException("ready samples have three channels: set colour to bgr");
    }
    if (!(decoding.crop() instanceof Crop.None) || decoding.flip() != Flip.NEVER) {
      throw new IllegalArgumentException(
          "ready samples are whole pictures: leave out crop and flip, which batches do");
    }
  }

  /** The size of all samples. */
  public PixelSize size() {
    return ((TargetSize.Exactly) decoding.size()).size();
  }

  /** Bytes of a sample: rows without padding, blue, green and red bytes interleaved. */
  public int recordLength() {
    return Math.toIntExact(size().pixels() * CHANNELS);
  }

  /** All that decides the bytes of a sample, as a pack's key wants it. */
  public String fingerprint() {
    return "BGR %s bilinear, scaled decoding %s, orientation %s, at most %d pixels, by %s"
        .formatted(
            size(),
            decoding.scaledDecoding(),
            decoding.orientation(),
            decoding.pixelLimit(),
            DecoderVersion.text());
  }

  /** The shape of packs with so many bytes of details for each record. */
  PackShape shape(int detailLength, BlockLayout layout) {
    int bytes = (int) Math.min(PackShape.USUAL_BYTES, layout.groupSize());
    return PackShape.within(bytes, recordLength(), detailLength, layout.blockSize());
  }
}
