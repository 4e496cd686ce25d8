package io.kindling.image.samples;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The packs of one split, one after the other. For one thread. */
public interface SamplePacks extends AutoCloseable {

  /**
   * Opens the next pack, which the caller closes; null behind the last one. Packs that nobody has
   * are made here, which reads and decodes.
   *
   * @throws IOException what reading the sources failed with; a picture that cannot be decoded is
   *     no failure
   */
  @Nullable SamplePack next() throws IOException;

  /**
   * How much of the samples from here to the end of the split is there. Opens and makes nothing.
   *
   * @throws IOException when the owner of a pack cannot be asked, or the refusal of a store
   */
  HeldSamples held() throws IOException;

  /** Passes over some packs without opening them, as far as there are any. */
  void skip(int packs) throws IOException;

  /** Ends reads that are under way; packs that were opened stay open. */
  @Override
  void close();
}
