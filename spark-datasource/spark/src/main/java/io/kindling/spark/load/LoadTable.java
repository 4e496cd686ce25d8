package io.kindling.spark.load;

import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Orders as a table, a scan and a batch. Driver only. */
final class LoadTable implements SupportsRead, Scan, Batch {

  private final LoadSource.Orders orders;

  LoadTable(LoadSource.Orders orders) {
    this.orders = orders;
  }

  @Override
  public String name() {
    return orders.description();
  }

  // Tables of Spark 3.5 have no other way to tell.
  @SuppressWarnings("deprecation")
  @Override
  public StructType schema() {
    return LoadSource.SCHEMA;
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return () -> this;
  }

  @Override
  public StructType readSchema() {
    return LoadSource.SCHEMA;
  }

  @Override
  public String description() {
    return orders.description();
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    return orders.partitions().toArray(InputPartition[]::new);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return orders.factory();
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return LoadMetrics.supported();
  }
}
