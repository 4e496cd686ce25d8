package io.kindling.image.record;

import java.io.Serializable;

/**
 * How the records of a set are read. A set makes the ones that fit it.
 *
 * @param contents whether pictures are read, or only what is known about them
 * @param labels how class numbers of containers become labels
 * @param columns where tables keep pictures and classes
 */
public record RecordOptions(Contents contents, StoredLabels labels, TableColumns columns)
    implements Serializable {

  /** What of a record is wanted. */
  public enum Contents {
    /** Everything. */
    READ,
    /** Not the picture: files of their own are not opened, and asking for content is an error. */
    SKIP
  }

  /** Everything is read, labels count from 0, columns are found by their types. */
  public static RecordOptions defaults() {
    return new RecordOptions(
        Contents.READ, StoredLabels.from(LabelBase.ZERO), TableColumns.detected());
  }

  /** The defaults, with other contents. */
  public RecordOptions(Contents contents) {
    this(contents, StoredLabels.from(LabelBase.ZERO), TableColumns.detected());
  }

  /** Path, source, labels and length only. */
  public RecordOptions withoutContent() {
    return new RecordOptions(Contents.SKIP, labels, columns);
  }
}
