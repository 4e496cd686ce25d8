package io.kindling.spark.row;

import io.kindling.image.source.Picture;
import io.kindling.image.source.PictureRead;
import io.kindling.image.source.ReadCounts;
import io.kindling.image.table.TablePictures;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** Makes rows of pictures out of rows of a table, in an executor. */
record TableTask(String table, PictureRead read, ReadAccumulators counted)
    implements FlatMapFunction<Iterator<Row>, InternalRow> {
  @Override
  public Iterator<InternalRow> call(Iterator<Row> cells) {
    ReadCounts counts = new ReadCounts();
    counted.addAtEnd(TaskContext.get(), counts);
    TablePictures pictures = new TablePictures(table, read, counts);
    return new RowIterator(
        () -> {
          @Nullable Picture picture = null;
          while (picture == null && cells.hasNext()) {
            picture = pictures.of(TableCells.row(cells.next()));
          }
          return picture;
        },
        new ImageRows(read.columns(), read.options().tensor()));
  }
}
