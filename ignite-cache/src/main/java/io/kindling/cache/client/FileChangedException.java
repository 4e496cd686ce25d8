package io.kindling.cache.client;

import io.kindling.cache.block.FileVersion;
import java.io.IOException;

/** The under store no longer has the version of the file that is being read. */
public final class FileChangedException extends IOException {

  /**
   * A change of a file that is open.
   *
   * @param version what was opened
   * @param found what the store has now, in words
   */
  public FileChangedException(FileVersion version, String found) {
    super(
        "%s changed while it was read: opened with length %d and identity %s, the store now has %s; open it again to read the new content"
            .formatted(version.uri(), version.length(), version.identity(), found));
  }
}
