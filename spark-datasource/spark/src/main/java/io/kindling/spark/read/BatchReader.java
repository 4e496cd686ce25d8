package io.kindling.spark.read;

import io.kindling.image.place.PicturePartition;
import io.kindling.image.source.Picture;
import io.kindling.image.source.PictureRead;
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
  private final long batchBytes;
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
    this.batchBytes = read.options().batchBytes();
  }

  @Override
  public boolean next() throws IOException {
    giveBack();
    RowVectors filled = new RowVectors(columns);
    vectors = filled;
    while (filled.bytes() < batchBytes && filled.rows() < RowVectors.MOST_ROWS) {
      Picture picture = pictures.next();
      if (picture == null) {
        break;
      }
      filled.append(rows.of(picture));
    }
    batch = filled.rows() == 0 ? null : filled.batch();
    return batch != null;
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
