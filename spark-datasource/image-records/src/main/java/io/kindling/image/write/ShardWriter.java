package io.kindling.image.write;

import java.io.Closeable;
import java.io.IOException;

/** Writes the records of one shard. Used by one thread. */
public interface ShardWriter extends Closeable {

  /**
   * Adds a picture.
   *
   * @throws io.kindling.image.decode.UndecodableImageException when the picture has to be
   *     understood and cannot be; nothing is written then, and the next one may follow
   * @throws UnwritablePictureException when it lacks what the format asks for; as above
   * @throws IOException when the shard cannot be written
   */
  void add(OutgoingPicture picture) throws IOException;

  /** Bytes of the shard so far, without what waits to be compressed; all when it is closed. */
  long bytes() throws IOException;

  /** Completes the shard. */
  @Override
  void close() throws IOException;
}
