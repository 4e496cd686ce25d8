package io.kindling.image.record;

import java.io.Serializable;

/**
 * How the records of a set are read. A set makes the ones that fit it.
 *
 * @param contents whether pictures are read, or only what is known about them
 */
public record RecordOptions(Contents contents) implements Serializable {

  /** What of a record is wanted. */
  public enum Contents {
    /** Everything. */
    READ,
    /** Not the picture: files of their own are not opened, and asking for content is an error. */
    SKIP
  }

  /** Everything is read. */
  public static RecordOptions defaults() {
    return new RecordOptions(Contents.READ);
  }

  /** Path, source, labels and length only. */
  public RecordOptions withoutContent() {
    return new RecordOptions(Contents.SKIP);
  }
}
