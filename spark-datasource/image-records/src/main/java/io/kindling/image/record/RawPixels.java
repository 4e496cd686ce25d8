package io.kindling.image.record;

import java.nio.ByteBuffer;

/**
 * Decoded pixels, as BigDL's SequenceFiles hold them.
 *
 * @param width in pixels
 * @param height in pixels
 * @param bgr rows from top to bottom without padding, blue, green and red bytes interleaved,
 *     between position and limit
 */
public record RawPixels(int width, int height, ByteBuffer bgr) implements PictureContent {

  public static final int CHANNELS = 3;

  public RawPixels {
    if (width < 1 || height < 1 || (long) width * height * CHANNELS != bgr.remaining()) {
      throw new IllegalArgumentException(
          String.format("%d x %d BGR pixels are not %d bytes", width, height, bgr.remaining()));
    }
  }

  @Override
  public long bytes() {
    return bgr.remaining();
  }
}
