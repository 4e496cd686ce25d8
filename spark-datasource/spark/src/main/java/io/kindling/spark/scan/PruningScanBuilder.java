package io.kindling.spark.scan;

import io.kindling.image.filter.PictureTest;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.types.StructType;

/**
 * Takes from Spark which columns are wanted, and by predicates which pictures need not be read. For
 * the planning thread.
 */
public abstract class PruningScanBuilder
    implements SupportsPushDownRequiredColumns, SupportsPushDownV2Filters {
  private final List<PictureTest> tests = new ArrayList<>();
  private StructType columns;
  private Predicate[] pushed = {};

  /**
   * A builder that no predicate was given to yet.
   *
   * @param columns all of them
   */
  protected PruningScanBuilder(StructType columns) {
    this.columns = columns;
  }

  @Override
  public final void pruneColumns(StructType required) {
    columns = required;
  }

  /** Takes those that have a test; answers the others, which stay with Spark. */
  @Override
  public final Predicate[] pushPredicates(Predicate[] given) {
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

  /** Those that were taken last. */
  @Override
  public final Predicate[] pushedPredicates() {
    return pushed.clone();
  }

  /** The wanted columns. */
  protected final StructType columns() {
    return columns;
  }

  /** The tests of all predicates that were taken. */
  protected final List<PictureTest> tests() {
    return tests;
  }
}
