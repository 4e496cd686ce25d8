package io.kindling.spark.row;

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
import io.kindling.spark.row.TableCells.Taken;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The pictures of a table or view that the session knows: its rows by Spark's own plan, and what is
 * made of them in the same tasks. Driver only.
 */
public final class TableRows {
  /** Where bytes come from is known to Spark's own scan of the table only. */
  private static final Set<ReadCount> COUNTED =
      EnumSet.of(ReadCount.PICTURES, ReadCount.BYTES, ReadCount.BAD, ReadCount.DECODE_MILLIS);

  private final TableSource source;
  private final PictureColumns columns;

  private TableRows(TableSource source, PictureColumns columns) {
    this.source = source;
    this.columns = columns;
  }

  /**
   * Looks the table up.
   *
   * @throws CachedImagesException when there is no such table or column
   */
  public static TableRows of(SparkSession spark, TableSource source) {
    return new TableRows(
        source, PictureColumns.of(source, TableCells.leaves(table(spark, source).schema())));
  }

  /** As plans have it. */
  public String name() {
    return "cachedimages of table " + source.name();
  }

  /** All columns that a read may give. */
  public StructType schema() {
    return ImagesSchema.of(source.columns());
  }

  /**
   * Reads the table.
   *
   * @param tests that the rows pass
   * @return internal rows, as a relation that needs no conversion gives them
   * @throws CachedImagesException when the table is no longer there
   */
  public RDD<Row> read(SparkSession spark, WantedColumns wanted, List<PictureTest> tests) {
    PictureRead read =
        new PictureRead(
            wanted,
            source.options(),
            new RecordOptions(
                RecordOptions.Contents.READ, source.labels(), RecordOptions.defaults().columns()),
            new RowLimits(tests, null, Integer.MAX_VALUE));
    Dataset<Row> cells = TableCells.select(table(spark, source), columns, taken(read));
    ReadAccumulators counted = new ReadAccumulators(spark.sparkContext(), COUNTED);
    return internal(
        cells.javaRDD().mapPartitions(new TableTask(source.name(), read, counted)).rdd());
  }

  private static Dataset<Row> table(SparkSession spark, TableSource source) {
    try {
      return spark.table(source.name());
    } catch (Exception refused) {
      // Spark's own is checked, which no signature tells.
      String reason = String.valueOf(refused.getMessage()).lines().findFirst().orElse("");
      throw new CachedImagesException("table " + source.name() + ": " + reason, refused);
    }
  }

  private static Taken taken(PictureRead read) {
    if (read.need() != Need.NOTHING) {
      return Taken.PICTURE;
    }
    boolean size =
        read.columns().columns().contains(PictureColumn.SIZE)
            || read.limits().tests().stream()
                .anyMatch(test -> test.columns().contains(KnownColumn.SIZE));
    return size ? Taken.SIZE : Taken.NOTHING;
  }

  @SuppressWarnings("unchecked")
  private static RDD<Row> internal(RDD<?> rows) {
    return (RDD<Row>) rows;
  }
}
