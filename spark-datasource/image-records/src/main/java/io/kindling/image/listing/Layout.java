package io.kindling.image.listing;

import io.kindling.image.record.ContainerFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a set of pictures is stored, and where it keeps its labels. */
public enum Layout {
  /**
   * One folder for each class below the root; pictures directly in the root do not belong to it.
   */
  CLASS_FOLDERS,
  /** Names that begin with their synset, as ImageNet has them: {@code n01440764_10026.JPEG}. */
  IMAGENET_NAMES,
  /** Picture files without labels. */
  FILES,
  /** See {@link ContainerFormat#SEQUENCE_FILE}. */
  SEQUENCE_FILE(ContainerFormat.SEQUENCE_FILE),
  /** See {@link ContainerFormat#TFRECORD}. */
  TFRECORD(ContainerFormat.TFRECORD),
  /** See {@link ContainerFormat#WEBDATASET}. */
  WEBDATASET(ContainerFormat.WEBDATASET),
  /** See {@link ContainerFormat#PARQUET}. */
  PARQUET(ContainerFormat.PARQUET);

  private final @Nullable ContainerFormat container;

  Layout() {
    this.container = null;
  }

  Layout(ContainerFormat container) {
    this.container = container;
  }

  /** As users write it: {@code class-folders}, {@code sequencefile}. */
  public String word() {
    return this == SEQUENCE_FILE
        ? "sequencefile"
        : name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Layout of(ContainerFormat format) {
    return switch (format) {
      case SEQUENCE_FILE -> SEQUENCE_FILE;
      case TFRECORD -> TFRECORD;
      case WEBDATASET -> WEBDATASET;
      case PARQUET -> PARQUET;
    };
  }

  /** The format of the set's files; null when each picture is a file. */
  public @Nullable ContainerFormat container() {
    return container;
  }
}
