package io.kindling.spark.read;

import io.kindling.spark.metrics.ImagesMetrics;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.jspecify.annotations.Nullable;

/** Rows of one partition. */
final class ImagesReader implements PartitionReader<InternalRow> {
  private final ImagesMetrics metrics = new ImagesMetrics();
  private final PictureSource pictures;
  private final ImageRows rows;
  private @Nullable InternalRow row;

  ImagesReader(Configuration configuration, InputPartition partition, TaskRead read) {
    this.pictures = PictureSource.open(configuration, partition, read, metrics);
    this.rows = new ImageRows(read.columns(), read.options().tensor());
  }

  @Override
  public boolean next() throws IOException {
    Picture picture = pictures.next();
    row = picture == null ? null : rows.of(picture);
    return row != null;
  }

  @Override
  public InternalRow get() {
    if (row == null) {
      throw new IllegalStateException("next() has not found a row");
    }
    return row;
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return metrics.values();
  }

  @Override
  public void close() {
    pictures.close();
  }
}
