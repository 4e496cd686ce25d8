package io.kindling.image.webdataset;

import io.kindling.image.container.RecordSource;
import io.kindling.image.record.PictureRecord;
import org.jspecify.annotations.Nullable;

/** A range in which no sample begins. */
final class NoRecords implements RecordSource {
  @Override
  public @Nullable PictureRecord next() {
    return null;
  }

  @Override
  public boolean skipsByHeaders() {
    return true;
  }

  @Override
  public void close() {}
}
