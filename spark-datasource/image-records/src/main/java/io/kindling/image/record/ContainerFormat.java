package io.kindling.image.record;

import java.util.Locale;

/** Files that hold many pictures. */
public enum ContainerFormat {
  /** Hadoop SequenceFile as BigDL writes it: decoded pixels with a label. Split at sync markers. */
  SEQUENCE_FILE(true),
  /**
   * TFRecord shard of {@code tf.train.Example}s with encoded pictures. Entered at any length that
   * has its checksum; compressed ones are read whole.
   */
  TFRECORD(true),
  /** WebDataset tar of encoded pictures and their labels. Read whole. */
  WEBDATASET(false),
  /** Parquet with a column of encoded pictures. Split at row groups. */
  PARQUET(true);

  private final boolean splittable;

  ContainerFormat(boolean splittable) {
    this.splittable = splittable;
  }

  /** Whether a reader can begin in the middle of the file. */
  public boolean splits(SourceFile file) {
    return splittable && !file.name().toLowerCase(Locale.ROOT).endsWith(".gz");
  }
}
