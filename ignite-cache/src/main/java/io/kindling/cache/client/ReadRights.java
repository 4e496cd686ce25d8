package io.kindling.cache.client;

import io.kindling.cache.owner.Reader;
import java.io.IOException;

/** Who reads a file, and what has been proven of the right to. Any thread. */
final class ReadRights {

  private final UnderStoreFile file;
  private volatile Reader reader;

  ReadRights(UnderStoreFile file, Reader reader) {
    this.file = file;
    this.reader = reader;
  }

  /** As the owners want it told. */
  Reader reader() {
    return reader;
  }

  /** Has the under store check the right to read. */
  void prove() throws IOException {
    file.checkReadable();
    proven();
  }

  /** The under store has just let this reader read. */
  void proven() {
    reader = reader.proven();
  }
}
