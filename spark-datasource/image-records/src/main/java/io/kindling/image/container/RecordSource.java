package io.kindling.image.container;

import io.kindling.image.record.PictureRecord;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The records of one container, one after the other. Used by one thread at a time; what a record
 * holds stays valid when the source goes on.
 */
public interface RecordSource extends Closeable {

  /**
   * Reads the next record; null behind the last one.
   *
   * @throws DamagedContainerException naming file and record, when the file was cut or its bytes
   *     are wrong; nothing can be read behind that
   * @throws IOException what the file system says, or that the class of a record is none
   */
  @Nullable PictureRecord next() throws IOException;

  /**
   * Passes over records. Unless it {@link #skipsByHeaders}, it reads them.
   *
   * @return how many there were, up to those asked for
   * @throws DamagedContainerException as {@link #next}, but of what is passed over only as much is
   *     looked at as it takes to pass over it
   */
  default long skip(long records) throws IOException {
    long passed = 0;
    while (passed < records && next() != null) {
      passed++;
    }
    return passed;
  }

  /** Whether passing over records takes a few bytes of each. */
  default boolean skipsByHeaders() {
    return false;
  }
}
