package io.kindling.spark.table;

import io.kindling.spark.row.TableRows;
import io.kindling.spark.scan.PushedPredicates;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.types.StructType;

/** Takes from Spark which columns are wanted, and which pictures need not be decoded. */
final class TableScanBuilder implements SupportsPushDownRequiredColumns, SupportsPushDownV2Filters {
  private final TableRows table;
  private final PushedPredicates predicates = new PushedPredicates();
  private StructType wanted;

  TableScanBuilder(TableRows table) {
    this.table = table;
    this.wanted = table.schema();
  }

  @Override
  public void pruneColumns(StructType required) {
    wanted = required;
  }

  @Override
  public Predicate[] pushPredicates(Predicate[] given) {
    return predicates.push(given);
  }

  @Override
  public Predicate[] pushedPredicates() {
    return predicates.pushed();
  }

  @Override
  public Scan build() {
    return new TableScan(table, wanted, predicates.tests());
  }
}
