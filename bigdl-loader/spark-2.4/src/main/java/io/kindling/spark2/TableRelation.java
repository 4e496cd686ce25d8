package io.kindling.spark2;

import io.kindling.image.options.CachedImagesException;
import io.kindling.image.table.TableSource;
import io.kindling.spark.row.ImagesSchema;
import io.kindling.spark.row.TableRows;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.PrunedFilteredScan;
import org.apache.spark.sql.types.StructType;

/** The pictures of a table or view that the session knows. Driver only. */
final class TableRelation extends BaseRelation implements PrunedFilteredScan {
  private final SQLContext context;
  private final TableRows rows;

  /**
   * Looks the table up.
   *
   * @throws CachedImagesException when there is no such table or column
   */
  TableRelation(SQLContext context, TableSource source) {
    this.context = context;
    this.rows = TableRows.of(context.sparkSession(), source);
  }

  @Override
  public SQLContext sqlContext() {
    return context;
  }

  @Override
  public StructType schema() {
    return rows.schema();
  }

  @Override
  public boolean needConversion() {
    return false;
  }

  @Override
  public Filter[] unhandledFilters(Filter[] filters) {
    return SourceFilters.unhandled(filters);
  }

  @Override
  public RDD<Row> buildScan(String[] required, Filter[] filters) {
    return rows.read(
        context.sparkSession(), ImagesSchema.wanted(required), SourceFilters.tests(filters));
  }

  @Override
  public String toString() {
    return rows.name();
  }
}
