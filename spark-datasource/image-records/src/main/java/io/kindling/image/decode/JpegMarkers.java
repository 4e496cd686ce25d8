package io.kindling.image.decode;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Walks the marker segments of a JPEG up to its first scan (ITU-T T.81, annex B).
 *
 * <p>The rule for truncated JPEGs: a JPEG must hold an end-of-image marker behind its first start
 * of scan. Thumbnails with end markers of their own lie before it, and entropy-coded data cannot
 * hold one, so every file that was cut is refused, while bytes that follow the picture do no harm.
 * A file that was cut and closed again with an end marker cannot be told from a whole one without
 * looking at the warnings of the decoder, which OpenCV keeps to itself.
 */
final class JpegMarkers {
  private static final int START_OF_SCAN = 0xDA;
  private static final int END_OF_IMAGE = 0xD9;

  private JpegMarkers() {}

  static PictureHeader header(EncodedBytes bytes) throws HeaderException {
    PictureHeader frame = null;
    int offset = 2;
    while (true) {
      while (bytes.unsignedByte(offset) != 0xFF || bytes.unsignedByte(offset + 1) == 0xFF) {
        offset++;
      }
      int marker = bytes.unsignedByte(offset + 1);
      offset += 2;
      if (marker == START_OF_SCAN) {
        break;
      }
      if (marker == END_OF_IMAGE) {
        throw new HeaderException("damaged JPEG: it ends before it holds a picture");
      }
      if (standsAlone(marker)) {
        continue;
      }
      if (startsFrame(marker)) {
        frame = frame(bytes, offset);
      }
      offset += bytes.unsignedShort(offset, BIG_ENDIAN);
    }
    if (frame == null) {
      throw new HeaderException("damaged JPEG: its pixels begin before its size is told");
    }
    requireEnd(bytes, offset);
    return frame;
  }

  private static PictureHeader frame(EncodedBytes bytes, int offset) throws HeaderException {
    int precision = bytes.unsignedByte(offset + 2);
    if (precision != 8) {
      throw new HeaderException("JPEG of " + precision + " bits a sample; 8 are supported");
    }
    return new PictureHeader(
        PictureFormat.JPEG,
        bytes.unsignedShort(offset + 5, BIG_ENDIAN),
        bytes.unsignedShort(offset + 3, BIG_ENDIAN),
        bytes.unsignedByte(offset + 7) == 1 ? StoredColour.GRAY : StoredColour.COLOUR);
  }

  private static void requireEnd(EncodedBytes bytes, int firstScan) throws HeaderException {
    for (int offset = bytes.length() - 2; offset >= firstScan; offset--) {
      if (bytes.unsignedByte(offset) == 0xFF && bytes.unsignedByte(offset + 1) == END_OF_IMAGE) {
        return;
      }
    }
    throw new HeaderException("truncated JPEG: it has no end-of-image marker");
  }

  private static boolean standsAlone(int marker) {
    return marker == 0x00 || marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
  }

  /** SOF0 to SOF15; C4, C8 and CC are other segments. */
  private static boolean startsFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }
}
