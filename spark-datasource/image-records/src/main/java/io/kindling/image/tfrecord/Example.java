package io.kindling.image.tfrecord;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The features of a {@code tf.train.Example}: a map of names to lists of bytes, of floats or of
 * integers. Floats are not kept, and of a list the first value is.
 *
 * <p>The messages: {@code Example} has {@code Features} as field 1, that has map entries as field
 * 1, each with a name (1) and a {@code Feature} (2), which has one of {@code BytesList} (1), {@code
 * FloatList} (2) and {@code Int64List} (3), with its values in field 1.
 */
final class Example {
  private static final int BYTES_LIST = 1;
  private static final int INT64_LIST = 3;

  private final Map<String, Object> features = new TreeMap<>();

  private Example() {}

  static Example parse(ByteBuffer message) throws WireException {
    Example example = new Example();
    WireReader fields = new WireReader(message);
    for (int field = fields.nextField(); field != 0; field = fields.nextField()) {
      if (field == 1) {
        example.addFeatures(new WireReader(fields.delimited()));
      } else {
        fields.skip();
      }
    }
    return example;
  }

  /** Names of the features that have a value. */
  Set<String> names() {
    return features.keySet();
  }

  /** The bytes of a feature; not a copy; null when there is none or it is no bytes. */
  @Nullable ByteBuffer bytes(String name) {
    return features.get(name) instanceof ByteBuffer bytes ? bytes.duplicate() : null;
  }

  /** The bytes of a feature as UTF-8; null when there is none, or nothing in it. */
  @Nullable String text(String name) {
    ByteBuffer bytes = bytes(name);
    return bytes == null || !bytes.hasRemaining()
        ? null
        : StandardCharsets.UTF_8.decode(bytes).toString();
  }

  /** The number of a feature; null when there is none. */
  @Nullable Long number(String name) {
    return features.get(name) instanceof Long number ? number : null;
  }

  private void addFeatures(WireReader entries) throws WireException {
    for (int field = entries.nextField(); field != 0; field = entries.nextField()) {
      if (field == 1) {
        addEntry(new WireReader(entries.delimited()));
      } else {
        entries.skip();
      }
    }
  }

  private void addEntry(WireReader entry) throws WireException {
    String name = "";
    Object value = null;
    for (int field = entry.nextField(); field != 0; field = entry.nextField()) {
      switch (field) {
        case 1 -> name = StandardCharsets.UTF_8.decode(entry.delimited()).toString();
        case 2 -> value = value(new WireReader(entry.delimited()));
        default -> entry.skip();
      }
    }
    if (value != null) {
      features.put(name, value);
    }
  }

  private static @Nullable Object value(WireReader feature) throws WireException {
    for (int field = feature.nextField(); field != 0; field = feature.nextField()) {
      switch (field) {
        case BYTES_LIST -> {
          return firstBytes(new WireReader(feature.delimited()));
        }
        case INT64_LIST -> {
          return firstNumber(new WireReader(feature.delimited()));
        }
        default -> feature.skip();
      }
    }
    return null;
  }

  private static @Nullable ByteBuffer firstBytes(WireReader list) throws WireException {
    return list.nextField() == 1 ? list.delimited() : null;
  }

  /** The numbers of a list are one field each, or packed into one. */
  private static @Nullable Long firstNumber(WireReader list) throws WireException {
    if (list.nextField() != 1) {
      return null;
    }
    if (!list.isDelimited()) {
      return list.varint();
    }
    WireReader packed = new WireReader(list.delimited());
    return packed.hasRemaining() ? packed.varint() : null;
  }
}
