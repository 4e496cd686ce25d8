package io.kindling.bigdl.dataset;

import io.kindling.bigdl.batch.Augmentation;
import java.nio.ByteBuffer;

/**
 * A picture as somebody goes through the samples of a set.
 *
 * @param number in its partition
 * @param label of its class
 * @param path where it is
 * @param width in pixels
 * @param height in pixels
 * @param bgr rows of interleaved blue, green and red bytes from the position on, valid until the
 *     next picture is taken
 */
record Picture(int number, float label, String path, int width, int height, ByteBuffer bgr) {

  static final int CHANNELS = 3;

  /** The bytes on the heap, behind so many others that are left free. */
  byte[] bytes(int header) {
    byte[] bytes = new byte[header + CHANNELS * width * height];
    bgr.get(bgr.position(), bytes, header, bytes.length - header);
    return bytes;
  }

  /** The floats of a batch of this picture alone. */
  float[] floats(Augmentation augmentation, long seed) {
    float[] floats = new float[augmentation.floats()];
    augmentation.fill(bgr, width, height, seed, floats);
    return floats;
  }
}
