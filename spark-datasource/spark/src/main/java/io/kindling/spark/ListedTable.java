package io.kindling.spark;

import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.jspecify.annotations.Nullable;

/**
 * A table that lists its pictures when its columns are asked for. {@code load} asks at once; {@code
 * save}, which has Spark make the table as well, does not, and its folder need not exist.
 *
 * @param <T> the table
 */
final class ListedTable<T extends Table & SupportsRead> implements Table, SupportsRead {
  private final String name;
  private final Supplier<T> list;
  private @Nullable T listed;

  ListedTable(String name, Supplier<T> list) {
    this.name = name;
    this.list = list;
  }

  private synchronized T listed() {
    T table = listed;
    if (table == null) {
      table = list.get();
      listed = table;
    }
    return table;
  }

  @Override
  public String name() {
    return name;
  }

  // Spark 4 asks for columns, which by default are made of this.
  @Override
  @SuppressWarnings("deprecation")
  public StructType schema() {
    return listed().schema();
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ, TableCapability.MICRO_BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return listed().newScanBuilder(options);
  }
}
