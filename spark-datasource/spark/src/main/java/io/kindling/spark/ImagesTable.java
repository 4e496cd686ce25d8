package io.kindling.spark;

import io.kindling.spark.read.ImagesScanBuilder;
import io.kindling.spark.read.ImagesSchema;
import io.kindling.spark.read.ReadContext;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A listed set of pictures as a table. Driver only. Equal to nothing but itself: plans are compared
 * often, and sets are long.
 */
final class ImagesTable implements Table, SupportsRead {
  private final ReadContext context;

  ImagesTable(ReadContext context) {
    this.context = context;
  }

  @Override
  public String name() {
    return context.name();
  }

  // Spark 4 asks for columns, which by default are made of this.
  @Override
  @SuppressWarnings("deprecation")
  public StructType schema() {
    return ImagesSchema.ALL;
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap scanOptions) {
    return new ImagesScanBuilder(context);
  }
}
