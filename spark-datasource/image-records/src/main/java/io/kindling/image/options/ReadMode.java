package io.kindling.image.options;

/** What becomes of a picture that cannot be decoded. Spark's own words for its readers. */
public enum ReadMode {
  /**
   * Its row has the reason in {@code error} and the invalid picture of Spark's source: sizes -1.
   */
  PERMISSIVE,
  /** It has no row, and is counted. */
  DROPMALFORMED,
  /** The job fails and names the file. */
  FAILFAST
}
