package io.kindling.spark.table;

import io.kindling.spark.row.TableRows;
import io.kindling.spark.scan.PruningScanBuilder;
import org.apache.spark.sql.connector.read.Scan;

/** Plans one read of a table. */
final class TableScanBuilder extends PruningScanBuilder {
  private final TableRows table;

  TableScanBuilder(TableRows table) {
    super(table.schema());
    this.table = table;
  }

  @Override
  public Scan build() {
    return new TableScan(table, columns(), tests());
  }
}
