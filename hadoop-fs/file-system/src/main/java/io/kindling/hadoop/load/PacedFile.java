package io.kindling.hadoop.load;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.client.UnderStoreFile;
import java.io.IOException;

/** A file whose fetches keep to the bandwidth of a job, and end with it. Any thread. */
record PacedFile(UnderStoreFile file, Bandwidth bandwidth) implements UnderStoreFile {

  @Override
  public FileVersion version() {
    return file.version();
  }

  @Override
  public void fetch(long position, long length, ByteSink sink) throws IOException {
    file.fetch(
        position,
        length,
        (bytes, offset, count) -> {
          sink.accept(bytes, offset, count);
          bandwidth.received(count);
        });
  }

  @Override
  public void checkReadable() throws IOException {
    file.checkReadable();
  }

  @Override
  public void checkUnchanged() throws IOException {
    file.checkUnchanged();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
