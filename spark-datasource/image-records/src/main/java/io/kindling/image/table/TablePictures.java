package io.kindling.image.table;

import io.kindling.image.decode.UndecodableImageException;
import io.kindling.image.record.EncodedPicture;
import io.kindling.image.record.LabelBase;
import io.kindling.image.record.Labels;
import io.kindling.image.record.PictureContent;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.source.Picture;
import io.kindling.image.source.PictureDecoding;
import io.kindling.image.source.PictureRead;
import io.kindling.image.source.ReadCounts;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The pictures of the rows of a table. Used by one thread. */
public final class TablePictures {
  private final String table;
  private final PictureRead read;
  private final PictureDecoding decoding;

  /**
   * @param table names the pictures of rows that do not name theirs
   */
  public TablePictures(String table, PictureRead read, ReadCounts counts) {
    this.table = table;
    this.read = read;
    this.decoding = new PictureDecoding(read.need(), read.options(), counts);
  }

  /**
   * The picture of a row; null when it is not wanted, or bad and left out.
   *
   * @throws IOException when it is bad and ends the read, or its class is none
   */
  public @Nullable Picture of(TableRow row) throws IOException {
    String path = row.path() == null ? table : row.path();
    Labels labels =
        read.reading().labels().of(path, LabelBase.ZERO, row.number(), row.name(), row.split());
    Long time = row.modificationTime();
    PictureRecord record =
        new PictureRecord(
            path,
            time == null ? PictureRecord.NO_TIME : time,
            labels,
            row.size(),
            () -> content(path, row.picture()));
    return read.limits().take(record) ? decoding.read(record) : null;
  }

  private static PictureContent content(String path, @Nullable ByteBuffer picture)
      throws UndecodableImageException {
    if (picture == null) {
      throw new UndecodableImageException(path, "its column is null");
    }
    return new EncodedPicture(picture);
  }
}
