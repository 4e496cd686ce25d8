package io.kindling.image.decode;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

/** Finds the format by the first bytes and reads size and colour where that format keeps them. */
final class HeaderReader {
  private static final int PNG_GRAY = 0;
  private static final int PNG_GRAY_WITH_ALPHA = 4;

  private HeaderReader() {}

  static PictureHeader read(EncodedBytes bytes) throws HeaderException {
    if (bytes.length() == 0) {
      throw new HeaderException("the file is empty");
    }
    if (bytes.hasText(0, "\u00FF\u00D8\u00FF")) {
      return JpegMarkers.header(bytes);
    }
    if (bytes.hasText(0, "\u0089PNG\r\n\u001A\n")) {
      return png(bytes);
    }
    if (bytes.hasText(0, "GIF87a") || bytes.hasText(0, "GIF89a")) {
      return new PictureHeader(
          PictureFormat.GIF,
          bytes.unsignedShort(6, LITTLE_ENDIAN),
          bytes.unsignedShort(8, LITTLE_ENDIAN),
          StoredColour.COLOUR);
    }
    if (bytes.hasText(0, "RIFF") && bytes.hasText(8, "WEBP")) {
      return webp(bytes);
    }
    if (bytes.hasText(0, "BM")) {
      return bmp(bytes);
    }
    if (bytes.hasText(0, "II*\0") || bytes.hasText(0, "MM\0*")) {
      return TiffHeader.read(bytes);
    }
    throw new HeaderException("no picture: its first bytes are those of no format known here");
  }

  private static PictureHeader png(EncodedBytes bytes) throws HeaderException {
    if (!bytes.hasText(12, "IHDR")) {
      throw new HeaderException("damaged PNG: it does not begin with its header chunk");
    }
    StoredColour colour =
        switch (bytes.unsignedByte(25)) {
          case PNG_GRAY -> StoredColour.GRAY;
          case PNG_GRAY_WITH_ALPHA -> StoredColour.GRAY_WITH_ALPHA;
          case 2, 3, 6 -> StoredColour.COLOUR;
          default ->
              throw new HeaderException(
                  "damaged PNG: colour type " + bytes.unsignedByte(25) + " does not exist");
        };
    checkPngChunks(bytes);
    return new PictureHeader(
        PictureFormat.PNG,
        bytes.signedInt(16, BIG_ENDIAN),
        bytes.signedInt(20, BIG_ENDIAN),
        colour);
  }

  /** Walks the chunks by their lengths: there must be picture data and an end. */
  private static void checkPngChunks(EncodedBytes bytes) throws HeaderException {
    boolean data = false;
    long offset = 8;
    while (offset <= bytes.length() - 12) {
      int chunk = (int) offset;
      data |= bytes.hasText(chunk + 4, "IDAT");
      if (bytes.hasText(chunk + 4, "IEND")) {
        if (!data) {
          throw new HeaderException("damaged PNG: it holds no picture data");
        }
        return;
      }
      offset += 12 + Integer.toUnsignedLong(bytes.signedInt(chunk, BIG_ENDIAN));
    }
    throw new HeaderException("truncated PNG: it stops before its end chunk");
  }

  private static PictureHeader bmp(EncodedBytes bytes) throws HeaderException {
    boolean oldest = bytes.signedInt(14, LITTLE_ENDIAN) == 12;
    int width =
        oldest ? bytes.unsignedShort(18, LITTLE_ENDIAN) : bytes.signedInt(18, LITTLE_ENDIAN);
    // Negative heights mean rows from top to bottom.
    int height =
        oldest
            ? bytes.unsignedShort(20, LITTLE_ENDIAN)
            : Math.abs(bytes.signedInt(22, LITTLE_ENDIAN));
    return new PictureHeader(PictureFormat.BMP, width, height, StoredColour.COLOUR);
  }

  private static PictureHeader webp(EncodedBytes bytes) throws HeaderException {
    if (bytes.hasText(12, "VP8X")) {
      return webp(1 + unsigned24(bytes, 24), 1 + unsigned24(bytes, 27));
    }
    if (bytes.hasText(12, "VP8L")) {
      int packed = bytes.signedInt(21, LITTLE_ENDIAN);
      return webp(1 + (packed & 0x3FFF), 1 + ((packed >>> 14) & 0x3FFF));
    }
    if (bytes.hasText(12, "VP8 ")) {
      return webp(
          bytes.unsignedShort(26, LITTLE_ENDIAN) & 0x3FFF,
          bytes.unsignedShort(28, LITTLE_ENDIAN) & 0x3FFF);
    }
    throw new HeaderException("damaged WebP: its first chunk is none that begins a picture");
  }

  private static PictureHeader webp(int width, int height) {
    return new PictureHeader(PictureFormat.WEBP, width, height, StoredColour.COLOUR);
  }

  private static int unsigned24(EncodedBytes bytes, int offset) throws HeaderException {
    return bytes.unsignedShort(offset, LITTLE_ENDIAN) | bytes.unsignedByte(offset + 2) << 16;
  }
}
