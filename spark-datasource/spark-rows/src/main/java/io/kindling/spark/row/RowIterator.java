package io.kindling.spark.row;

import io.kindling.image.source.Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** The rows of a task. Used by its thread. */
public final class RowIterator implements Iterator<InternalRow> {

  /** Where the pictures come from. */
  @FunctionalInterface
  public interface Pictures {
    /** The next one; null behind the last. */
    @Nullable Picture next() throws IOException;
  }

  private final Pictures pictures;
  private final ImageRows rows;
  private @Nullable InternalRow next;

  public RowIterator(Pictures pictures, ImageRows rows) {
    this.pictures = pictures;
    this.rows = rows;
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      try {
        Picture picture = pictures.next();
        next = picture == null ? null : rows.of(picture);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed.getMessage(), failed);
      }
    }
    return next != null;
  }

  @Override
  public InternalRow next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException("all pictures have been read");
    }
    InternalRow row = next;
    next = null;
    return row;
  }
}
