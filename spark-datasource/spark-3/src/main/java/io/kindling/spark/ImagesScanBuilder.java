package io.kindling.spark;

import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.StructType;

/** Takes from Spark which columns, and which fields of {@code image}, are wanted. */
final class ImagesScanBuilder implements ScanBuilder, SupportsPushDownRequiredColumns {
  private final ImagesTable table;
  private StructType columns = ImagesSchema.ALL;

  ImagesScanBuilder(ImagesTable table) {
    this.table = table;
  }

  @Override
  public void pruneColumns(StructType required) {
    columns = required;
  }

  @Override
  public Scan build() {
    return new ImagesScan(table, columns);
  }
}
