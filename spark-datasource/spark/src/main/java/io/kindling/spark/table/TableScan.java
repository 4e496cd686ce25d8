package io.kindling.spark.table;

import io.kindling.image.column.Need;
import io.kindling.image.column.PictureColumn;
import io.kindling.image.column.WantedColumns;
import io.kindling.image.filter.KnownColumn;
import io.kindling.image.filter.PictureTest;
import io.kindling.image.record.RecordOptions;
import io.kindling.image.source.PictureRead;
import io.kindling.image.source.RowLimits;
import io.kindling.image.table.PictureColumns;
import io.kindling.image.table.TableSource;
import io.kindling.spark.read.ImagesSchema;
import io.kindling.spark.table.TableCells.Taken;
import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.connector.read.V1Scan;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.types.StructType;

/**
 * One read of a table: its rows by Spark's own plan, and what is made of them in the same tasks.
 *
 * @param columns where the table has what is wanted
 * @param wanted columns of the result
 */
record TableScan(
    TableSource source, PictureColumns columns, StructType wanted, List<PictureTest> tests)
    implements V1Scan {
  @Override
  public StructType readSchema() {
    return wanted;
  }

  @Override
  public String description() {
    return "cachedimages of table " + source.name();
  }

  // Spark asks for one type that is both.
  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <T extends BaseRelation & org.apache.spark.sql.sources.TableScan> T toV1TableScan(
      SQLContext context) {
    return (T) new Relation(context);
  }

  private RDD<Row> rows() {
    PictureRead read =
        new PictureRead(
            ImagesSchema.wanted(wanted),
            source.options(),
            new RecordOptions(
                RecordOptions.Contents.READ, source.labels(), RecordOptions.defaults().columns()),
            new RowLimits(tests, null, Integer.MAX_VALUE));
    Dataset<Row> cells = TableCells.select(PictureTable.rows(source), columns, taken(read));
    return internal(cells.javaRDD().mapPartitions(new TableTask(source.name(), read)).rdd());
  }

  private Taken taken(PictureRead read) {
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

  private final class Relation extends BaseRelation
      implements org.apache.spark.sql.sources.TableScan {
    private final SQLContext context;

    Relation(SQLContext context) {
      this.context = context;
    }

    @Override
    public SQLContext sqlContext() {
      return context;
    }

    @Override
    public StructType schema() {
      return wanted;
    }

    @Override
    public boolean needConversion() {
      return false;
    }

    @Override
    public RDD<Row> buildScan() {
      return rows();
    }
  }
}
