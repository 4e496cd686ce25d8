package io.kindling.spark.read;

import io.kindling.image.column.ImageField;
import io.kindling.image.place.PicturePartition;
import io.kindling.image.source.Picture;
import io.kindling.image.source.PictureRead;
import io.kindling.image.source.PictureRun;
import io.kindling.image.source.PictureSource;
import io.kindling.image.source.ReadCounts;
import io.kindling.spark.arrow.RowVectors;
import io.kindling.spark.metrics.ImagesMetrics;
import io.kindling.spark.row.ImageRows;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/** Batches of one partition, each of about the wanted bytes. A batch is valid until the next. */
final class BatchReader implements PartitionReader<ColumnarBatch> {
  private final ReadCounts counts = new ReadCounts();
  private final PictureSource pictures;
  private final ImageRows rows;
  private final StructType columns;
  private final PictureRead read;
  private @Nullable RowVectors vectors;
  private @Nullable ColumnarBatch batch;

  BatchReader(
      Configuration configuration,
      PicturePartition partition,
      StructType columns,
      PictureRead read) {
    this.pictures = PictureSource.open(configuration, partition, read, counts);
    this.rows = new ImageRows(read.columns(), read.options().tensor());
    this.columns = columns;
    this.read = read;
  }

  @Override
  public boolean next() throws IOException {
    giveBack();
    RowVectors filled = new RowVectors(columns);
    vectors = filled;
    long batchBytes = read.options().batchBytes();
    PictureRun run = read.showsPixels() ? pictures.run(batchBytes, RowVectors.MOST_ROWS) : null;
    if (run != null) {
      filled.show(ImageField.DATA.word(), run.pixels(), run.hold()::close);
      run.pictures().forEach(picture -> filled.append(rows.of(picture)));
    } else {
      copy(filled, batchBytes);
    }
    batch = filled.rows() == 0 ? null : filled.batch();
    return batch != null;
  }

  private void copy(RowVectors filled, long batchBytes) throws IOException {
    while (filled.bytes() < batchBytes && filled.rows() < RowVectors.MOST_ROWS) {
      Picture picture = pictures.next();
      if (picture == null) {
        return;
      }
      filled.append(rows.of(picture));
      if (read.showsPixels() && picture.image() == null) {
        // What follows a bad picture may be shown again.
        return;
      }
    }
  }

  @Override
  public ColumnarBatch get() {
    if (batch == null) {
      throw new IllegalStateException("next() has not found a batch");
    }
    return batch;
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return ImagesMetrics.values(counts);
  }

  @Override
  public void close() {
    try {
      pictures.close();
    } finally {
      giveBack();
    }
  }

  private void giveBack() {
    batch = null;
    if (vectors != null) {
      vectors.close();
      vectors = null;
    }
  }
}
