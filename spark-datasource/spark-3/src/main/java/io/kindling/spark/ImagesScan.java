package io.kindling.spark;

import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** One read of some columns: partitions on the driver, and the factory that goes to executors. */
record ImagesScan(ImagesTable table, StructType readSchema) implements Scan, Batch {

  @Override
  public String description() {
    return table.name()
        + " ("
        + table.set().files().size()
        + " pictures, "
        + table.set().layout()
        + ")";
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    SparkContext spark = SparkSession.active().sparkContext();
    List<ImagesPartition> partitions =
        new PartitionPlan(spark.defaultParallelism(), locations()).partitions(table.set().files());
    return partitions.toArray(new InputPartition[0]);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    SparkContext spark = SparkSession.active().sparkContext();
    return new ImagesReaderFactory(
        JavaSparkContext.fromSparkContext(spark)
            .broadcast(new SerializableConfiguration(table.configuration())),
        table.options(),
        readSchema);
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return ImagesMetrics.supported();
  }

  private BlockLocations locations() {
    return BlockLocations.of(table.set(), table.configuration());
  }
}
