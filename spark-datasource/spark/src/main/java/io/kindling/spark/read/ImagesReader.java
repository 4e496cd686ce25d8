package io.kindling.spark.read;

import io.kindling.image.record.RecordSplit;
import io.kindling.spark.metrics.ImagesMetrics;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.jspecify.annotations.Nullable;

/** Rows of one partition. */
final class ImagesReader implements PartitionReader<InternalRow> {
  private final ImagesMetrics metrics = new ImagesMetrics();
  private final Pictures pictures;
  private final ImageRows rows;
  private @Nullable InternalRow row;

  ImagesReader(Configuration configuration, List<RecordSplit> splits, TaskRead read) {
    this.pictures = new Pictures(configuration, splits, read, metrics);
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
