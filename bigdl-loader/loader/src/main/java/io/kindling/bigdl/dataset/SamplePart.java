package io.kindling.bigdl.dataset;

import io.kindling.bigdl.batch.OpenPack;
import io.kindling.image.samples.SamplePack;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A part of a sample pack that is open. Any thread; closed once. */
final class SamplePart implements OpenPack {

  private final SamplePack pack;
  private final int[] records;

  private SamplePart(SamplePack pack, int[] records) {
    this.pack = pack;
    this.records = records;
  }

  /**
   * The pictures of a part whose numbers are exact.
   *
   * @param usable records that are trained
   * @throws IOException when there are fewer than there were
   */
  static SamplePart exactly(SamplePack pack, int[] usable, PackPart part) throws IOException {
    if (usable.length < part.first() + part.count()) {
      throw new IOException(
          "%s has %d pictures where there were %d: load the data set anew"
              .formatted(pack, usable.length, part.first() + part.count()));
    }
    return repeating(pack, usable, part);
  }

  /**
   * The pictures of a part, of which the first ones of the pack come again in place of those that
   * it turns out not to have.
   *
   * @param usable records that are trained, at least one
   */
  static SamplePart repeating(SamplePack pack, int[] usable, PackPart part) {
    int[] records = new int[part.count()];
    for (int picture = 0; picture < records.length; picture++) {
      records[picture] = usable[(part.first() + picture) % usable.length];
    }
    return new SamplePart(pack, records);
  }

  @Override
  public float label(int picture) {
    return pack.label(records[picture]);
  }

  @Override
  public ByteBuffer bgr(int picture) {
    return pack.bgr(records[picture]);
  }

  /** Where a picture is. */
  String path(int picture) {
    return pack.path(records[picture]);
  }

  @Override
  public void close() {
    pack.close();
  }
}
