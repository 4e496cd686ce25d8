package io.kindling.spark.table;

import io.kindling.image.filter.PictureTest;
import io.kindling.image.table.PictureColumns;
import io.kindling.image.table.TableSource;
import io.kindling.spark.scan.FilePredicates;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.types.StructType;

/** Takes from Spark which columns are wanted, and which pictures need not be decoded. */
final class TableScanBuilder implements SupportsPushDownRequiredColumns, SupportsPushDownV2Filters {
  private final TableSource source;
  private final PictureColumns columns;
  private final List<PictureTest> tests = new ArrayList<>();
  private Predicate[] pushed = {};
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
    List<Predicate> ours = new ArrayList<>();
    List<Predicate> left = new ArrayList<>();
    for (Predicate predicate : given) {
      PictureTest test = FilePredicates.test(predicate);
      if (test == null) {
        left.add(predicate);
      } else {
        ours.add(predicate);
        tests.add(test);
      }
    }
    pushed = ours.toArray(new Predicate[0]);
    return left.toArray(new Predicate[0]);
  }

  @Override
  public Predicate[] pushedPredicates() {
    return pushed.clone();
  }

  @Override
  public Scan build() {
    return new TableScan(source, columns, wanted, tests);
  }
}
