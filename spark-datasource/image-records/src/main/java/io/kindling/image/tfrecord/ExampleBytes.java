package io.kindling.image.tfrecord;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Builds a {@code tf.train.Example}: a map of names to lists of byte strings or integers, in the
 * wire format of protocol buffers. Features are written in the order of their names.
 */
final class ExampleBytes {

  // The numbers of the fields in TensorFlow's example.proto and feature.proto.
  private static final int EXAMPLE_FEATURES = 1;
  private static final int FEATURES_FEATURE = 1;
  private static final int ENTRY_NAME = 1;
  private static final int ENTRY_VALUE = 2;
  private static final int FEATURE_BYTES = 1;
  private static final int FEATURE_INTEGERS = 3;
  private static final int LIST_VALUE = 1;

  private static final int LENGTH_DELIMITED = 2;

  private final Map<String, byte[]> features = new TreeMap<>();

  ExampleBytes bytes(String name, ByteBuffer value) {
    byte[] copied = new byte[value.remaining()];
    value.duplicate().get(copied);
    features.put(name, field(FEATURE_BYTES, field(LIST_VALUE, copied)));
    return this;
  }

  ExampleBytes text(String name, String value) {
    return bytes(name, StandardCharsets.UTF_8.encode(value));
  }

  ExampleBytes integer(String name, long value) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    varint(packed, value);
    features.put(name, field(FEATURE_INTEGERS, field(LIST_VALUE, packed.toByteArray())));
    return this;
  }

  /** The whole message. */
  byte[] build() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    features.forEach(
        (name, feature) -> {
          ByteArrayOutputStream entry = new ByteArrayOutputStream(feature.length + 64);
          entry.writeBytes(field(ENTRY_NAME, name.getBytes(StandardCharsets.UTF_8)));
          entry.writeBytes(field(ENTRY_VALUE, feature));
          all.writeBytes(field(FEATURES_FEATURE, entry.toByteArray()));
        });
    return field(EXAMPLE_FEATURES, all.toByteArray());
  }

  private static byte[] field(int number, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(content.length + 6);
    varint(out, ((long) number << 3) | LENGTH_DELIMITED);
    varint(out, content.length);
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long left = value;
    while ((left & ~0x7FL) != 0) {
      out.write((int) ((left & 0x7F) | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
  }
}
