package io.kindling.bigdl.dataset;

import io.kindling.bigdl.batch.OpenPack;
import io.kindling.image.samples.ReadySamples;
import io.kindling.image.samples.SamplePack;
import io.kindling.image.samples.SamplePacks;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A part of a sample pack that is open. Any thread; closed once. */
final class SamplePart implements OpenPack {

  private final SamplePack pack;
  private final int[] records;
  private final int first;

  private SamplePart(SamplePack pack, int[] records, int first) {
    this.pack = pack;
    this.records = records;
    this.first = first;
  }

  /**
   * Opens the pack of a part.
   *
   * @throws IOException when it has fewer pictures than it had
   */
  static SamplePart open(ReadySamples samples, SampleReading reading, PackPart part)
      throws IOException {
    SamplePack pack;
    try (SamplePacks packs = samples.open(part.split())) {
      packs.skip(part.pack());
      pack = packs.next();
    }
    if (pack == null) {
      throw new IOException(
          "pack %d of %s is gone: load the data set anew".formatted(part.pack(), part.split()));
    }
    boolean complete = false;
    try {
      int[] records = reading.usable(pack);
      if (records.length < part.first() + part.count()) {
        throw new IOException(
            "%s has %d pictures where there were %d: load the data set anew"
                .formatted(pack, records.length, part.first() + part.count()));
      }
      complete = true;
      return new SamplePart(pack, records, part.first());
    } finally {
      if (!complete) {
        pack.close();
      }
    }
  }

  @Override
  public float label(int picture) {
    return pack.label(records[first + picture]);
  }

  @Override
  public ByteBuffer bgr(int picture) {
    return pack.bgr(records[first + picture]);
  }

  /** Where a picture is. */
  String path(int picture) {
    return pack.path(records[first + picture]);
  }

  @Override
  public void close() {
    pack.close();
  }
}
