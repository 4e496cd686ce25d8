package io.kindling.image.decode;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Bounds-checked reads of an encoded picture. Offsets count from its first byte. */
final class EncodedBytes {
  private final ByteBuffer bigEndian;
  private final ByteBuffer littleEndian;

  EncodedBytes(ByteBuffer encoded) {
    bigEndian = encoded.slice().order(ByteOrder.BIG_ENDIAN);
    littleEndian = encoded.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  int length() {
    return bigEndian.limit();
  }

  int unsignedByte(int offset) throws HeaderException {
    require(offset, 1);
    return bigEndian.get(offset) & 0xFF;
  }

  int unsignedShort(int offset, ByteOrder order) throws HeaderException {
    require(offset, 2);
    return ordered(order).getShort(offset) & 0xFFFF;
  }

  int signedInt(int offset, ByteOrder order) throws HeaderException {
    require(offset, 4);
    return ordered(order).getInt(offset);
  }

  /** Whether the bytes at the offset are these characters (all below 256). */
  boolean hasText(int offset, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.ISO_8859_1);
    if (offset < 0 || offset > length() - wanted.length) {
      return false;
    }
    return bigEndian.slice(offset, wanted.length).equals(ByteBuffer.wrap(wanted));
  }

  private ByteBuffer ordered(ByteOrder order) {
    return order == ByteOrder.BIG_ENDIAN ? bigEndian : littleEndian;
  }

  private void require(int offset, int count) throws HeaderException {
    if (offset < 0 || offset > length() - count) {
      throw new HeaderException("truncated: its header ends beyond its " + length() + " bytes");
    }
  }
}
