package io.kindling.spark.read;

import io.kindling.spark.metrics.ImagesMetrics;
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
record ImagesScan(ReadContext context, StructType readSchema) implements Scan, Batch {

  @Override
  public String description() {
    return context.name()
        + " ("
        + context.set().files().size()
        + " pictures, "
        + context.set().layout()
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
        new PartitionPlan(spark.defaultParallelism(), locations())
            .partitions(context.set().files());
    return partitions.toArray(new InputPartition[0]);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    SparkContext spark = SparkSession.active().sparkContext();
    return new ImagesReaderFactory(
        JavaSparkContext.fromSparkContext(spark)
            .broadcast(new SerializableConfiguration(context.configuration())),
        context.options(),
        readSchema);
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return ImagesMetrics.supported();
  }

  private BlockLocations locations() {
    return BlockLocations.of(context.set(), context.configuration());
  }
}
