package io.kindling.image.column;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of {@code cachedimages} in their order, the same on every Spark. */
public enum PictureColumn {
  PATH("path", Need.NOTHING),
  LABEL("label", Need.NOTHING),
  SYNSET("synset", Need.NOTHING),
  SPLIT("split", Need.NOTHING),
  SIZE("size", Need.NOTHING),
  MODIFICATION_TIME("modificationTime", Need.NOTHING),
  BYTES("bytes", Need.BYTES),
  /** The struct of Spark's {@code ImageSchema}; see {@link ImageField}. */
  IMAGE("image", Need.PIXELS),
  TENSOR("tensor", Need.PIXELS),
  WIDTH("width", Need.HEADER),
  HEIGHT("height", Need.HEADER),
  ERROR("error", Need.PIXELS);

  private final String word;
  private final Need need;

  PictureColumn(String word, Need need) {
    this.word = word;
    this.need = need;
  }

  /** The name of the column. */
  public String word() {
    return word;
  }

  /** How far a picture must be read for it. */
  public Need need() {
    return need;
  }

  /** The column of a name in any case; null when there is none. */
  public static @Nullable PictureColumn named(String name) {
    return Arrays.stream(values())
        .filter(column -> column.word.equalsIgnoreCase(name))
        .findFirst()
        .orElse(null);
  }

  /** All names, in their order. */
  public static List<String> words() {
    return Arrays.stream(values()).map(PictureColumn::word).toList();
  }
}
