package io.kindling.spark.table;

import io.kindling.image.options.CachedImagesException;
import io.kindling.image.options.GivenOptions;
import io.kindling.image.table.PictureColumns;
import io.kindling.image.table.TableSource;
import io.kindling.spark.options.SessionHadoop;
import io.kindling.spark.read.ImagesSchema;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The pictures of a table or view that the session knows, with the columns of any other set. */
public final class PictureTable implements Table, SupportsRead {
  private final Map<String, String> given;
  private final TableSource source;
  private final PictureColumns columns;

  private PictureTable(Map<String, String> given, TableSource source) {
    this.given = given;
    this.source = source;
    this.columns = PictureColumns.of(source, TableCells.leaves(rows(source).schema()));
  }

  /**
   * Takes the table that the options name.
   *
   * @throws CachedImagesException when an option is wrong, or there is no such table or column
   */
  public static PictureTable of(CaseInsensitiveStringMap given) {
    Map<String, String> options = given.asCaseSensitiveMap();
    return new PictureTable(
        options, TableSource.of(new GivenOptions(options), SessionHadoop.configuration(given)));
  }

  /** All rows of the table. */
  static Dataset<Row> rows(TableSource source) {
    try {
      return SparkSession.active().table(source.name());
    } catch (Exception refused) {
      // Spark's own is checked, which no signature tells.
      String reason = String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
      throw new CachedImagesException("table " + source.name() + ": " + reason, refused);
    }
  }

  @Override
  public String name() {
    return "cachedimages of table " + source.name();
  }

  // Spark 4 asks for columns, which by default are made of this.
  @Override
  @SuppressWarnings("deprecation")
  public StructType schema() {
    return ImagesSchema.of(source.columns());
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  /** Options that a query gives beside those of the table go before them. */
  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap scanOptions) {
    Map<String, String> all = new HashMap<>(given);
    for (Map.Entry<String, String> option : scanOptions.asCaseSensitiveMap().entrySet()) {
      all.keySet().removeIf(option.getKey()::equalsIgnoreCase);
      all.put(option.getKey(), option.getValue());
    }
    PictureTable wanted = all.equals(given) ? this : of(new CaseInsensitiveStringMap(all));
    return new TableScanBuilder(wanted.source, wanted.columns, wanted.schema());
  }
}
