package io.kindling.spark.read;

import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.StructType;

/** Takes from Spark which columns, and which fields of {@code image}, are wanted. */
public final class ImagesScanBuilder implements ScanBuilder, SupportsPushDownRequiredColumns {
  private final ReadContext context;
  private StructType columns = ImagesSchema.ALL;

  public ImagesScanBuilder(ReadContext context) {
    this.context = context;
  }

  @Override
  public void pruneColumns(StructType required) {
    columns = required;
  }

  @Override
  public Scan build() {
    return new ImagesScan(context, columns);
  }
}
