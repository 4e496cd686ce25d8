package io.kindling.image.tfrecord;

import java.util.zip.CRC32C;

/** The checksum of TFRecord files: CRC-32C, rotated right by 15 bits, plus a constant. */
final class MaskedCrc {
  private static final int DELTA = 0xA282EAD8;

  private MaskedCrc() {}

  static int of(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + DELTA;
  }
}
