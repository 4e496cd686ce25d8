package io.kindling.spark.read;

import io.kindling.spark.arrow.RowVectors;
import io.kindling.spark.metrics.ImagesMetrics;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Batches of one partition, each of about the wanted bytes. A batch is valid until the next. */
final class BatchReader implements PartitionReader<ColumnarBatch> {
  private final ImagesMetrics metrics = new ImagesMetrics();
  private final PictureSource pictures;
  private final ImageRows rows;
  private final RowVectors vectors;
  private final long batchBytes;

  BatchReader(Configuration configuration, InputPartition partition, TaskRead read) {
    this.pictures = PictureSource.open(configuration, partition, read, metrics);
    this.rows = new ImageRows(read.columns(), read.options().tensor());
    this.vectors = new RowVectors(read.columns());
    this.batchBytes = read.options().batchBytes();
  }

  @Override
  public boolean next() throws IOException {
    vectors.clear();
    while (vectors.bytes() < batchBytes && vectors.rows() < RowVectors.MOST_ROWS) {
      Picture picture = pictures.next();
      if (picture == null) {
        break;
      }
      vectors.append(rows.of(picture));
    }
    return vectors.rows() > 0;
  }

  @Override
  public ColumnarBatch get() {
    return vectors.batch();
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return metrics.values();
  }

  @Override
  public void close() {
    try {
      pictures.close();
    } finally {
      vectors.close();
    }
  }
}
