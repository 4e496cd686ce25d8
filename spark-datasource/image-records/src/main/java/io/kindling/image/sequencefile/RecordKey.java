package io.kindling.image.sequencefile;

import org.jspecify.annotations.Nullable;

/**
 * The key of a record: {@code label}, or {@code name}, a line feed and {@code label}.
 *
 * @param name of the picture, if it has one
 */
record RecordKey(@Nullable String name, long label) {

  /**
   * Reads a key.
   *
   * @throws NumberFormatException when its last line is no whole number
   */
  static RecordKey parse(String key) {
    int lineFeed = key.indexOf('\n');
    String name = lineFeed < 0 ? null : key.substring(0, lineFeed);
    String label = key.substring(lineFeed + 1).strip();
    // BigDL reads labels as floats, and some programs write them so.
    String whole = label.endsWith(".0") ? label.substring(0, label.length() - 2) : label;
    return new RecordKey(name, Long.parseLong(whole));
  }
}
