package io.kindling.image.record;

import java.util.Locale;

/** Files that hold many pictures. */
public enum ContainerFormat {
  /** Hadoop SequenceFile as BigDL writes it: decoded pixels with a label. Split at sync markers. */
  SEQUENCE_FILE,
  /**
   * TFRecord shard of {@code tf.train.Example}s with encoded pictures. Entered at any length that
   * has its checksum; compressed ones are read whole.
   */
  TFRECORD,
  /**
   * WebDataset tar of encoded pictures and their labels. Entered at any header that has its
   * checksum; compressed ones are read whole.
   */
  WEBDATASET,
  /** Parquet with a column of encoded pictures. Split at row groups. */
  PARQUET;

  /** Whether a reader can begin in the middle of the file. */
  public boolean splits(SourceFile file) {
    String name = file.name().toLowerCase(Locale.ROOT);
    return !name.endsWith(".gz") && !name.endsWith(".tgz");
  }
}
