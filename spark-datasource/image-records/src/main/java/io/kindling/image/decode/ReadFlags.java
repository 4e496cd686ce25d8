package io.kindling.image.decode;

import org.bytedeco.opencv.global.opencv_imgcodecs;

/** The flags of OpenCV's imdecode that give what the options ask for. */
final class ReadFlags {
  private static final int GRAY = opencv_imgcodecs.IMREAD_GRAYSCALE;
  private static final int COLOUR = opencv_imgcodecs.IMREAD_COLOR;

  /** Asked for with PNGs only: their 16 bits are rounded to 8 by us and not cut by libpng. */
  private static final int ANY_DEPTH = opencv_imgcodecs.IMREAD_ANYDEPTH;

  private ReadFlags() {}

  static int of(PictureHeader header, PixelSize target, DecodeOptions options) {
    int flags =
        options.colour() == ColourMode.BGR ? threeChannels(header) : channelsAsStored(header);
    if (options.scaledDecoding() == ScaledDecoding.JPEG_FRACTIONS
        && header.format() == PictureFormat.JPEG) {
      flags = reduced(flags, fraction(header, target, options));
    }
    if (options.orientation() == Orientation.AS_STORED
        && flags != opencv_imgcodecs.IMREAD_UNCHANGED) {
      flags |= opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
    }
    return flags;
  }

  private static int threeChannels(PictureHeader header) {
    return header.format() == PictureFormat.PNG ? COLOUR | ANY_DEPTH : COLOUR;
  }

  private static int channelsAsStored(PictureHeader header) {
    return switch (header.format()) {
      case JPEG -> header.colour() == StoredColour.GRAY ? GRAY : COLOUR;
      case PNG ->
          header.colour() == StoredColour.GRAY_WITH_ALPHA
              ? GRAY | ANY_DEPTH
              : opencv_imgcodecs.IMREAD_UNCHANGED;
      case WEBP -> opencv_imgcodecs.IMREAD_UNCHANGED;
      case BMP, GIF, TIFF -> opencv_imgcodecs.IMREAD_ANYCOLOR;
    };
  }

  /** The largest divisor that leaves a picture no smaller than the target in either direction. */
  private static int fraction(PictureHeader header, PixelSize target, DecodeOptions options) {
    boolean mayTurn = options.orientation() == Orientation.UPRIGHT;
    for (int divisor = 8; divisor > 1; divisor /= 2) {
      int width = (header.width() + divisor - 1) / divisor;
      int height = (header.height() + divisor - 1) / divisor;
      if (covers(width, height, target)
          && (!mayTurn || covers(width, height, target.transposed()))) {
        return divisor;
      }
    }
    return 1;
  }

  private static boolean covers(int width, int height, PixelSize target) {
    return width >= target.width() && height >= target.height();
  }

  /** IMREAD_REDUCED_GRAYSCALE_2, _4, _8 are 16, 32, 64; the colour ones have the lowest bit set. */
  private static int reduced(int flags, int divisor) {
    return divisor == 1 ? flags : flags | divisor << 3;
  }
}
