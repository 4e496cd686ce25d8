package io.kindling.bigdl.dataset;

import io.kindling.image.record.RecordSplit;
import java.io.Serializable;

/**
 * Pictures of a pack that belong to a partition. Records that cannot be trained, as they have no
 * picture or another label, do not count.
 *
 * @param split whose packs they are
 * @param pack number of the pack in the split
 * @param first number of the first picture in the pack
 * @param count pictures, above 0
 */
record PackPart(RecordSplit split, int pack, int first, int count) implements Serializable {

  /** The pictures before one. */
  PackPart before(int picture) {
    return new PackPart(split, pack, first, picture);
  }

  /** The pictures from one on. */
  PackPart from(int picture) {
    return new PackPart(split, pack, first + picture, count - picture);
  }
}
