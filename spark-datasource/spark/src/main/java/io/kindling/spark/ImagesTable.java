package io.kindling.spark;

import io.kindling.image.options.CachedImagesException;
import io.kindling.image.options.GivenOptions;
import io.kindling.image.source.ListedSource;
import io.kindling.spark.options.LayeredOptions;
import io.kindling.spark.row.ImagesSchema;
import io.kindling.spark.scan.ImagesScanBuilder;
import io.kindling.spark.scan.ReadContext;
import io.kindling.spark.session.SessionHadoop;
import io.kindling.spark.stream.StreamOptions;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
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
  private final Map<String, String> given;
  private final ReadContext context;

  private ImagesTable(CaseInsensitiveStringMap given, ReadContext context) {
    this.given = given.asCaseSensitiveMap();
    this.context = context;
  }

  /**
   * Lists what the options name.
   *
   * @throws CachedImagesException when an option is wrong or a path is not there; a path without
   *     pictures is an error of batches only, and told when one is planned
   */
  static ImagesTable list(CaseInsensitiveStringMap given) {
    GivenOptions options = new GivenOptions(given.asCaseSensitiveMap());
    return new ImagesTable(
        given,
        new ReadContext(
            ListedSource.list(
                options,
                SessionHadoop.timeZone(SparkSession.active()),
                SessionHadoop.configuration(given.asCaseSensitiveMap())),
            StreamOptions.of(options),
            ImagesSchema.of(options)));
  }

  @Override
  public String name() {
    return context.source().name();
  }

  // Spark 4 asks for columns, which by default are made of this.
  @Override
  @SuppressWarnings("deprecation")
  public StructType schema() {
    return context.columns();
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ, TableCapability.MICRO_BATCH_READ);
  }

  /**
   * A scan of the set. Options that a query gives beside those of the table ({@code
   * spark.read().option(...).table(...)}) go before them and may need another listing.
   */
  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap scanOptions) {
    Map<String, String> all = LayeredOptions.of(given, scanOptions.asCaseSensitiveMap());
    return new ImagesScanBuilder(
        all.equals(given) ? context : list(new CaseInsensitiveStringMap(all)).context);
  }
}
