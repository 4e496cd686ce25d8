package io.kindling.image.source;

import io.kindling.cache.pack.PackBytes;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Pictures of one size whose pixels follow each other where the cache keeps them.
 *
 * @param pictures in the order of their pixels, which they do not have themselves
 * @param pixels of all of them, in direct memory, read-only
 * @param hold keeps the pixels; closed once by who has the run, by any thread
 */
public record PictureRun(List<Picture> pictures, ByteBuffer pixels, PackBytes hold) {
  public PictureRun {
    pictures = List.copyOf(pictures);
  }
}
