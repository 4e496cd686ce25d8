package io.kindling.spark.table;

import io.kindling.image.table.PictureColumns;
import io.kindling.image.table.TableSource;
import io.kindling.spark.scan.PushedPredicates;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.types.StructType;

/** Takes from Spark which columns are wanted, and which pictures need not be decoded. */
final class TableScanBuilder implements SupportsPushDownRequiredColumns, SupportsPushDownV2Filters {
  private final TableSource source;
  private final PictureColumns columns;
  private final PushedPredicates predicates = new PushedPredicates();
  private StructType wanted;

  TableScanBuilder(TableSource source, PictureColumns columns, StructType wanted) {
    this.source = source;
    this.columns = columns;
    this.wanted = wanted;
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
    return new TableScan(source, columns, wanted, predicates.tests());
  }
}
