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
}
