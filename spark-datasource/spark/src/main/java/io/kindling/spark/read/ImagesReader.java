package io.kindling.spark.read;

import io.kindling.image.place.PicturePartition;
import io.kindling.image.source.Picture;
import io.kindling.image.source.PictureRead;
import io.kindling.image.source.PictureSource;
import io.kindling.image.source.ReadCounts;
import io.kindling.spark.metrics.ImagesMetrics;
import io.kindling.spark.row.ImageRows;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.jspecify.annotations.Nullable;

/** Rows of one partition. */
final class ImagesReader implements PartitionReader<InternalRow> {
  private final ReadCounts counts = new ReadCounts();
  private final PictureSource pictures;
  private final ImageRows rows;
  private @Nullable InternalRow row;

  ImagesReader(Configuration configuration, PicturePartition partition, PictureRead read) {
    this.pictures = PictureSource.open(configuration, partition, read, counts);
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
    return ImagesMetrics.values(counts);
  }

  @Override
  public void close() {
    pictures.close();
  }
}
