package io.kindling.spark.table;

import io.kindling.image.source.Picture;
import io.kindling.image.source.PictureRead;
import io.kindling.image.source.ReadCounts;
import io.kindling.image.table.TablePictures;
import io.kindling.spark.read.ImageRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** Makes rows of pictures out of rows of a table, in an executor. */
record TableTask(String table, PictureRead read)
    implements FlatMapFunction<Iterator<Row>, InternalRow> {
  @Override
  public Iterator<InternalRow> call(Iterator<Row> cells) {
    return new Rows(
        cells,
        new TablePictures(table, read, new ReadCounts()),
        new ImageRows(read.columns(), read.options().tensor()));
  }

  private static final class Rows implements Iterator<InternalRow> {
    private final Iterator<Row> cells;
    private final TablePictures pictures;
    private final ImageRows rows;
    private @Nullable InternalRow next;

    Rows(Iterator<Row> cells, TablePictures pictures, ImageRows rows) {
      this.cells = cells;
      this.pictures = pictures;
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      while (next == null && cells.hasNext()) {
        try {
          Picture picture = pictures.of(TableCells.row(cells.next()));
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
        throw new NoSuchElementException("all rows have been read");
      }
      InternalRow row = next;
      next = null;
      return row;
    }
  }
}
