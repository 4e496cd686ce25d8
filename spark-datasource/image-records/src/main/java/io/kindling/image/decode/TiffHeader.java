package io.kindling.image.decode;

import java.nio.ByteOrder;

/** Reads the size of a TIFF's first picture out of its first directory (TIFF 6.0). */
final class TiffHeader {
  private static final int IMAGE_WIDTH = 256;
  private static final int IMAGE_LENGTH = 257;
  private static final int TYPE_SHORT = 3;
  private static final int TYPE_LONG = 4;

  private TiffHeader() {}

  static PictureHeader read(EncodedBytes bytes) throws HeaderException {
    ByteOrder order = bytes.hasText(0, "II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    int directory = bytes.signedInt(4, order);
    int entries = bytes.unsignedShort(directory, order);
    int width = 0;
    int height = 0;
    for (int entry = 0; entry < entries; entry++) {
      int offset = directory + 2 + 12 * entry;
      switch (bytes.unsignedShort(offset, order)) {
        case IMAGE_WIDTH -> width = value(bytes, offset, order);
        case IMAGE_LENGTH -> height = value(bytes, offset, order);
        default -> {}
      }
    }
    return new PictureHeader(PictureFormat.TIFF, width, height, StoredColour.COLOUR);
  }

  private static int value(EncodedBytes bytes, int offset, ByteOrder order) throws HeaderException {
    int type = bytes.unsignedShort(offset + 2, order);
    return switch (type) {
      case TYPE_SHORT -> bytes.unsignedShort(offset + 8, order);
      case TYPE_LONG -> bytes.signedInt(offset + 8, order);
      default -> throw new HeaderException("damaged TIFF: its size has type " + type);
    };
  }
}
