package io.kindling.image.record;

import java.io.Serializable;

/** A piece of work for one reader: some picture files, or a part of one container of pictures. */
public sealed interface RecordSplit extends Serializable permits FileRun, ContainerRange {

  /** Bytes that reading all of it takes from the store. */
  long bytes();
}
