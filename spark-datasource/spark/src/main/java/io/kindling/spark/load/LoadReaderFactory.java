package io.kindling.spark.load;

import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Makes the reader of a partition in its executor.
 *
 * @param job whose partitions share what they open
 */
record LoadReaderFactory(String job, Broadcast<SerializableConfiguration> configuration)
    implements PartitionReaderFactory {

  @Override
  public PartitionReader<InternalRow> createReader(InputPartition partition) {
    return new LoadReader(
        ExecutorLoads.of(job, configuration.value().value()), (LoadPartition) partition);
  }
}
