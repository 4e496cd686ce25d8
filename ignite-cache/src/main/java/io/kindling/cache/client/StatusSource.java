package io.kindling.cache.client;

import io.kindling.cache.status.FileStatusEntry;
import java.io.IOException;

/** The under store as one reader may ask it, with the reader's own credentials. Any thread. */
@FunctionalInterface
public interface StatusSource {

  /**
   * Asks for the status of a path.
   *
   * @return {@link FileStatusEntry#absent} when there is nothing
   * @throws IOException the under store's refusal or failure
   */
  FileStatusEntry ask(String uri) throws IOException;
}
