package io.kindling.spark.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** Makes the reader of a partition in its executor. */
record ImagesReaderFactory(
    Broadcast<SerializableConfiguration> configuration, ReadOptions options, StructType columns)
    implements PartitionReaderFactory {

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    try {
      return new ImagesReader(
          ((ImagesPartition) partition).files(), configuration.value().value(), options, columns);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
