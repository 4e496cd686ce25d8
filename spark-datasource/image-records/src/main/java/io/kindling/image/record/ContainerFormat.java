package io.kindling.image.record;

/** Files that hold many pictures. */
public enum ContainerFormat {
  /** Hadoop SequenceFile as BigDL writes it: decoded pixels with a label. Split at sync markers. */
  SEQUENCE_FILE(true),
  /** TFRecord shard of {@code tf.train.Example}s with encoded pictures. Read whole. */
  TFRECORD(false),
  /** WebDataset tar of encoded pictures and their labels. Read whole. */
  WEBDATASET(false),
  /** Parquet with a column of encoded pictures. Split at row groups. */
  PARQUET(true);

  private final boolean splittable;

  ContainerFormat(boolean splittable) {
    this.splittable = splittable;
  }

  /** Whether a reader can begin in the middle of a file. */
  public boolean splittable() {
    return splittable;
  }
}
