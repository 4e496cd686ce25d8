package io.kindling.bigdl.dataset;

import io.kindling.image.record.RecordSplit;
import java.io.Serializable;
import java.util.List;

/** The splits of a partition, as they travel to its executor. */
record SplitList(List<RecordSplit> splits) implements Serializable {
  SplitList {
    splits = List.copyOf(splits);
  }
}
