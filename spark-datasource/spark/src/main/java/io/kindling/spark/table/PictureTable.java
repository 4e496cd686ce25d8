package io.kindling.spark.table;

import io.kindling.image.options.CachedImagesException;
import io.kindling.image.options.GivenOptions;
import io.kindling.image.table.TableSource;
import io.kindling.spark.options.LayeredOptions;
import io.kindling.spark.row.TableRows;
import io.kindling.spark.session.SessionHadoop;
import java.util.Map;
import java.util.Set;
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
  private final TableRows rows;

  private PictureTable(Map<String, String> given, TableRows rows) {
    this.given = given;
    this.rows = rows;
  }

  /**
   * Takes the table that the options name.
   *
   * @throws CachedImagesException when an option is wrong, or there is no such table or column
   */
  public static PictureTable of(CaseInsensitiveStringMap given) {
    Map<String, String> options = given.asCaseSensitiveMap();
    TableSource source =
        TableSource.of(new GivenOptions(options), SessionHadoop.configuration(options));
    return new PictureTable(options, TableRows.of(SparkSession.active(), source));
  }

  @Override
  public String name() {
    return rows.name();
  }

  // Spark 4 asks for columns, which by default are made of this.
  @Override
  @SuppressWarnings("deprecation")
  public StructType schema() {
    return rows.schema();
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  /** Options that a query gives beside those of the table go before them. */
  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap scanOptions) {
    Map<String, String> all = LayeredOptions.of(given, scanOptions.asCaseSensitiveMap());
    PictureTable wanted = all.equals(given) ? this : of(new CaseInsensitiveStringMap(all));
    return new TableScanBuilder(wanted.rows);
  }
}
