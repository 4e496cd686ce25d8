package io.kindling.spark;

import io.kindling.image.ImageSet;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
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
  private final ImageSet set;
  private final ImagesOptions options;
  private final Configuration configuration;

  ImagesTable(ImageSet set, ImagesOptions options, Configuration configuration) {
    this.set = set;
    this.options = options;
    this.configuration = configuration;
  }

  ImageSet set() {
    return set;
  }

  ImagesOptions options() {
    return options;
  }

  Configuration configuration() {
    return configuration;
  }

  @Override
  public String name() {
    return "cachedimages " + set.root();
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
    return new ImagesScanBuilder(this);
  }
}
