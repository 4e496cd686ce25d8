package io.kindling.spark.read;

import io.kindling.image.source.PictureRead;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Makes the reader of a partition in its executor.
 *
 * @param columns of the rows
 */
public record ImagesReaderFactory(
    Broadcast<SerializableConfiguration> configuration, StructType columns, PictureRead read)
    implements PartitionReaderFactory {
  /** Sends the configuration to each executor once. */
  public static ImagesReaderFactory broadcast(
      Configuration configuration, StructType columns, PictureRead read) {
    JavaSparkContext spark =
        JavaSparkContext.fromSparkContext(SparkSession.active().sparkContext());
    return new ImagesReaderFactory(
        spark.broadcast(new SerializableConfiguration(configuration)), columns, read);
  }

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    return new ImagesReader(
        configuration.value().value(), ((ImagesPartition) partition).pictures(), read);
  }

  @Override
  public boolean supportColumnarReads(InputPartition partition) {
    return read.columnar();
  }

  @Override
  public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
    return new BatchReader(
        configuration.value().value(), ((ImagesPartition) partition).pictures(), columns, read);
  }
}
