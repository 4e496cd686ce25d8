package io.kindling.bigdl.batch;

import java.nio.ByteBuffer;

/** A pack of pictures of one size that is open. Any thread; closed once. */
public interface OpenPack extends AutoCloseable {

  /** The label of a picture. */
  float label(int picture);

  /**
   * Rows of interleaved blue, green and red bytes of a picture, from the buffer's position on;
   * undefined once the pack is closed.
   */
  ByteBuffer bgr(int picture);

  @Override
  void close();
}
