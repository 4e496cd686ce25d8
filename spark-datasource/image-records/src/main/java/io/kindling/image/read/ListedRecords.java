package io.kindling.image.read;

import io.kindling.image.record.PictureContent;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.SourceFile;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Picture files as the listing knows them; none is opened. */
record ListedRecords(Iterator<SourceFile> files) implements RecordStream {

  @Override
  public @Nullable PictureRecord next() {
    return files.hasNext() ? PictureRecord.ofFile(files.next(), ListedRecords::notRead) : null;
  }

  @Override
  public void close() {}

  private static PictureContent notRead() {
    throw new IllegalStateException("this split is read without the content of its pictures");
  }
}
