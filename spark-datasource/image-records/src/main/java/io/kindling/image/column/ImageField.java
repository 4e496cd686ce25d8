package io.kindling.image.column;

import java.util.Arrays;

/** The fields of {@code image} in their order, as Spark's {@code ImageSchema} has them. */
public enum ImageField {
  ORIGIN("origin"),
  HEIGHT("height"),
  WIDTH("width"),
  CHANNELS("nChannels"),
  MODE("mode"),
  DATA("data");

  private final String word;

  ImageField(String word) {
    this.word = word;
  }

  /** The name of the field. */
  public String word() {
    return word;
  }

  /**
   * The field of a name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static ImageField named(String name) {
    return Arrays.stream(values())
        .filter(field -> field.word.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("image has no field " + name));
  }
}
