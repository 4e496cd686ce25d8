package io.kindling.image.tfrecord;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** TFRecord files as TensorFlow writes them, for tests. */
final class TestShards {
  private TestShards() {}

  /** A frame with its checksums. */
  static byte[] frame(byte[] data) {
    byte[] length = little(8).putLong(data.length).array();
    byte[] frame = new byte[8 + 4 + data.length + 4];
    ByteBuffer.wrap(frame)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(length)
        .putInt(MaskedCrc.of(length, 0, 8))
        .put(data)
        .putInt(MaskedCrc.of(data, 0, data.length));
    return frame;
  }

  /** A {@code tf.train.Example} of byte arrays, strings and whole numbers. */
  static byte[] example(Map<String, Object> features) {
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    features.forEach(
        (name, value) -> {
          byte[] entry =
              joined(
                  delimited(1, name.getBytes(StandardCharsets.UTF_8)),
                  delimited(2, feature(value)));
          entries.writeBytes(delimited(1, entry));
        });
    return delimited(1, entries.toByteArray());
  }

  private static byte[] feature(Object value) {
    if (value instanceof Long number) {
      return delimited(3, delimited(1, varint(number)));
    }
    if (value instanceof Float number) {
      return delimited(2, delimited(1, little(4).putFloat(number).array()));
    }
    byte[] bytes =
        value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : (byte[]) value;
    return delimited(1, delimited(1, bytes));
  }

  static byte[] delimited(int field, byte[] content) {
    return joined(varint(field << 3 | 2), varint(content.length), content);
  }

  static byte[] varint(long value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long left = value;
    while ((left & ~0x7FL) != 0) {
      bytes.write((int) ((left & 0x7F) | 0x80));
      left >>>= 7;
    }
    bytes.write((int) left);
    return bytes.toByteArray();
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
