package io.kindling.image.record;

import java.io.IOException;
import java.io.Serializable;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns the class that a container stores with a record into the label that the reader wants.
 *
 * <p>A class name that the list of classes knows decides; else the stored number does, shifted from
 * the number of the first class in the store to the one that is wanted. -1 means no class, as test
 * sets have it.
 */
public final class StoredLabels implements Serializable {
  private static final long serialVersionUID = 1L;

  private final LabelBase wanted;
  private final @Nullable LabelBase stored;
  private final List<String> classes;
  private transient @Nullable Map<String, Integer> places;

  /**
   * @param wanted label of the first class
   * @param stored number of the first class in the containers; null for what is usual in the format
   * @param classes names in the order of their labels; empty when none are known
   */
  public StoredLabels(LabelBase wanted, @Nullable LabelBase stored, List<String> classes) {
    this.wanted = wanted;
    this.stored = stored;
    this.classes = List.copyOf(classes);
  }

  /** Numbers as is usual in each format, no names. */
  public static StoredLabels from(LabelBase wanted) {
    return new StoredLabels(wanted, null, List.of());
  }

  /**
   * The labels of a record.
   *
   * @param record what errors name
   * @param usual number of the first class, unless told otherwise
   * @param number of the class, null if none is stored
   * @param name of the class, null if none is stored
   * @throws IOException when the class is none of the known ones
   */
  public Labels of(
      String record,
      LabelBase usual,
      @Nullable Long number,
      @Nullable String name,
      @Nullable String split)
      throws IOException {
    if (name != null && !classes.isEmpty()) {
      return new Labels(wanted.first() + placeOf(record, name), name, split);
    }
    if (number == null || number == Labels.NO_LABEL) {
      return new Labels(Labels.NO_LABEL, name, split);
    }
    LabelBase first = stored == null ? usual : stored;
    long place = number - first.first();
    if (place < 0 || place >= mostClasses()) {
      throw new IOException(
          String.format(
              "%s: class number %d is wrong, for classes are counted from %d%s here; set"
                  + " storedLabelBase to %d if the first class has that number in these files",
              record,
              number,
              first.first(),
              classes.isEmpty() ? "" : " to " + (first.first() + classes.size() - 1),
              1 - first.first()));
    }
    String known = name == null && !classes.isEmpty() ? classes.get((int) place) : name;
    return new Labels(wanted.first() + (int) place, known, split);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StoredLabels that
        && wanted == that.wanted
        && stored == that.stored
        && classes.equals(that.classes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(wanted, stored, classes);
  }

  /** All that decides labels, the same in every JVM: keys are made of it. */
  @Override
  public String toString() {
    return "labels from " + wanted + ", stored from " + stored + ", of classes " + classes;
  }

  /**
   * The place of a class among the known ones, from 0.
   *
   * @throws IOException when it is none of them
   */
  private int placeOf(String record, String name) throws IOException {
    Map<String, Integer> known = places;
    if (known == null) {
      known = new HashMap<>();
      for (int i = 0; i < classes.size(); i++) {
        known.put(classes.get(i), i);
      }
      places = Collections.unmodifiableMap(known);
    }
    Integer place = known.get(name);
    if (place == null) {
      throw new IOException(
          String.format(
              "%s: class %s is none of the %d of the synset file; add it there, or read without"
                  + " that file",
              record, name, classes.size()));
    }
    return place;
  }

  private long mostClasses() {
    return classes.isEmpty() ? Integer.MAX_VALUE : classes.size();
  }
}
