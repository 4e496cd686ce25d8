package io.kindling.bigdl.dataset;

import java.io.Serializable;
import java.util.Map;

/**
 * What an executor found when it opened the packs of a partition.
 *
 * @param partition whose plan is meant
 * @param parts by the number in that plan, what is in the pack and where it came from
 * @param making pictures that were decoded for it
 */
record SeenPacks(int partition, Map<Integer, LoadCounts> parts, LoadCounts making)
    implements Serializable {

  SeenPacks {
    parts = Map.copyOf(parts);
  }
}
