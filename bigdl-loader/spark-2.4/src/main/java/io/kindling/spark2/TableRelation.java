package io.kindling.spark2;

import io.kindling.image.column.Need;
import io.kindling.image.column.PictureColumn;
import io.kindling.image.column.WantedColumns;
import io.kindling.image.filter.KnownColumn;
import io.kindling.image.filter.PictureTest;
import io.kindling.image.options.CachedImagesException;
import io.kindling.image.record.RecordOptions;
import io.kindling.image.source.PictureRead;
import io.kindling.image.source.RowLimits;
import io.kindling.image.table.PictureColumns;
import io.kindling.image.table.TableSource;
import io.kindling.spark2.TableCells.Taken;
import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.PrunedFilteredScan;
import org.apache.spark.sql.types.StructType;

/**
 * The pictures of a table or view that the session knows: its rows by Spark's own plan, and what is
 * made of them in the same tasks. Driver only.
 */
final class TableRelation extends BaseRelation implements PrunedFilteredScan {
  private final SQLContext context;
  private final TableSource source;
  private final PictureColumns columns;

  /**
   * Looks the table up.
   *
   * @throws CachedImagesException when there is no such table or column
   */
  TableRelation(SQLContext context, TableSource source) {
    this.context = context;
    this.source = source;
    this.columns = PictureColumns.of(source, TableCells.leaves(rows().schema()));
  }

  private Dataset<Row> rows() {
    try {
      return context.sparkSession().table(source.name());
    } catch (Exception refused) {
      // Spark's own is checked, which no signature tells.
      String reason = String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
      throw new CachedImagesException("table " + source.name() + ": " + reason, refused);
    }
  }

  @Override
  public SQLContext sqlContext() {
    return context;
  }

  @Override
  public StructType schema() {
    return ImagesSchema.of(source.columns().columns());
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
    List<PictureTest> tests = SourceFilters.tests(filters);
    PictureRead read =
        new PictureRead(
            ImagesSchema.wanted(required),
            source.options(),
            new RecordOptions(
                RecordOptions.Contents.READ, source.labels(), RecordOptions.defaults().columns()),
            new RowLimits(tests, null, Integer.MAX_VALUE));
    Dataset<Row> cells = TableCells.select(rows(), columns, taken(read, tests));
    return internal(cells.javaRDD().mapPartitions(new TableTask(source.name(), read)).rdd());
  }

  private static Taken taken(PictureRead read, List<PictureTest> tests) {
    if (read.need() != Need.NOTHING) {
      return Taken.PICTURE;
    }
    WantedColumns result = read.columns();
    boolean size =
        result.columns().contains(PictureColumn.SIZE)
            || tests.stream().anyMatch(test -> test.columns().contains(KnownColumn.SIZE));
    return size ? Taken.SIZE : Taken.NOTHING;
  }

  /** As a relation that needs no conversion gives its rows. */
  @SuppressWarnings("unchecked")
  private static RDD<Row> internal(RDD<?> rows) {
    return (RDD<Row>) rows;
  }

  @Override
  public String toString() {
    return "cachedimages of table " + source.name();
  }
}
