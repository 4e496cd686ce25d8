package io.kindling.spark.read;

import io.kindling.spark.metrics.ImagesMetrics;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.connector.read.InputPartition;
import org.jspecify.annotations.Nullable;

/** The pictures of one partition that become rows. Used by the task's thread. */
interface PictureSource extends AutoCloseable {

  /** The next picture; null behind the last one. */
  @Nullable Picture next() throws IOException;

  @Override
  void close();

  /** Begins to read a partition. */
  static PictureSource open(
      Configuration configuration, InputPartition partition, TaskRead read, ImagesMetrics metrics) {
    return partition instanceof SamplesPartition samples
        ? new SampledPictures(configuration, samples, read, metrics)
        : new Pictures(configuration, ((ImagesPartition) partition).splits(), read, metrics);
  }
}
