package io.kindling.image.tfrecord;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Fields of one protocol-buffer message, one after the other. */
final class WireReader {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int DELIMITED = 2;
  private static final int FIXED_32 = 5;

  private final ByteBuffer bytes;
  private int wireType;

  WireReader(ByteBuffer message) {
    bytes = message.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Goes to the next field and tells its number; 0 behind the last. */
  int nextField() throws WireException {
    if (!bytes.hasRemaining()) {
      return 0;
    }
    long tag = varint();
    wireType = (int) tag & 7;
    return (int) (tag >>> 3);
  }

  boolean isDelimited() {
    return wireType == DELIMITED;
  }

  /** The field's bytes; not a copy. */
  ByteBuffer delimited() throws WireException {
    if (wireType != DELIMITED) {
      throw new WireException("a field of wire type " + wireType + " where bytes belong");
    }
    long length = varint();
    if (length < 0 || length > bytes.remaining()) {
      throw new WireException("a field that is longer than its message");
    }
    ByteBuffer field = bytes.slice(bytes.position(), (int) length);
    bytes.position(bytes.position() + (int) length);
    return field;
  }

  long varint() throws WireException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (!bytes.hasRemaining()) {
        throw new WireException("a number that ends beyond its message");
      }
      byte next = bytes.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new WireException("a number of more than 64 bits");
  }

  boolean hasRemaining() {
    return bytes.hasRemaining();
  }

  void skip() throws WireException {
    try {
      switch (wireType) {
        case VARINT -> varint();
        case FIXED_64 -> bytes.getLong();
        case DELIMITED -> delimited();
        case FIXED_32 -> bytes.getInt();
        default -> throw new WireException("a field of unknown wire type " + wireType);
      }
    } catch (BufferUnderflowException cut) {
      throw new WireException("a field that ends beyond its message");
    }
  }
}
