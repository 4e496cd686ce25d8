package io.kindling.hadoop.write;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.client.UnderStoreFile;
import java.io.IOException;

/**
 * A file whose bytes are still here after it was written. The store's answer to the writer has
 * proved that they are this version's and that the writer may read it.
 */
record WrittenFile(FileVersion version, KeptBytes bytes) implements UnderStoreFile {

  @Override
  public void fetch(long position, long length, ByteSink sink) throws IOException {
    bytes.give(position, length, sink);
  }

  @Override
  public void checkReadable() {}

  /** A strong version does not change. */
  @Override
  public void checkUnchanged() {}

  @Override
  public void close() {}
}
