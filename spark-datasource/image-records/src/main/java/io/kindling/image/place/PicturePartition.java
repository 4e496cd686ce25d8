package io.kindling.image.place;

import java.io.Serializable;

/** What one task reads, and where it is best run. Goes to executors. */
public sealed interface PicturePartition extends Serializable
    permits SplitsPartition, SamplesPartition {

  /**
   * Host or executor ({@code executor_<host>_<id>}) where its bytes are; empty when no place is
   * better than others.
   */
  String place();
}
