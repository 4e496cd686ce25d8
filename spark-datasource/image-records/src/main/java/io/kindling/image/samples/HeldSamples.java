package io.kindling.image.samples;

import io.kindling.cache.pack.PackSize;
import org.jspecify.annotations.Nullable;

/**
 * How much of the samples of a split is there.
 *
 * @param packs that somebody holds
 * @param missing that nobody does
 * @param records of the packs that are held
 * @param bytes of these packs
 */
public record HeldSamples(long packs, long missing, long records, long bytes) {

  static final HeldSamples NONE = new HeldSamples(0, 0, 0, 0);

  /** With one pack more. */
  HeldSamples and(@Nullable PackSize pack) {
    return pack == null
        ? new HeldSamples(packs, missing + 1, records, bytes)
        : new HeldSamples(packs + 1, missing, records + pack.records(), bytes + pack.bytes());
  }
}
