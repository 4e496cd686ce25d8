package io.kindling.image.record;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a picture's class. The pictures of one class and split share one value.
 *
 * @param label number of the class, or {@link #NO_LABEL}
 * @param synset name of the class: its folder or ImageNet synset
 * @param split the part of the set, as the set names it: {@code train}, {@code val}
 */
public record Labels(int label, @Nullable String synset, @Nullable String split)
    implements Serializable {

  /** Number of a picture without a class; labels count from 0 or 1. */
  public static final int NO_LABEL = -1;

  /** Nothing is known. */
  public static final Labels NONE = new Labels(NO_LABEL, null, null);

  public boolean hasLabel() {
    return label != NO_LABEL;
  }

  /** The same class in another part of the set. */
  public Labels inSplit(@Nullable String part) {
    return new Labels(label, synset, part);
  }

  /** Another class in the same part of the set. */
  public Labels ofClass(int number, @Nullable String name) {
    return new Labels(number, name, split);
  }
}
