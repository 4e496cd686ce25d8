package io.kindling.spark.table;

import io.kindling.image.filter.PictureTest;
import io.kindling.spark.row.ImagesSchema;
import io.kindling.spark.row.TableRows;
import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.V1Scan;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.types.StructType;

/**
 * One read of a table.
 *
 * @param wanted columns of the result
 */
record TableScan(TableRows table, StructType wanted, List<PictureTest> tests) implements V1Scan {
  @Override
  public StructType readSchema() {
    return wanted;
  }

  @Override
  public String description() {
    return table.name();
  }

  // Spark asks for one type that is both.
  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <T extends BaseRelation & org.apache.spark.sql.sources.TableScan> T toV1TableScan(
      SQLContext context) {
    return (T) new Relation(context);
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
      return table.read(SparkSession.active(), ImagesSchema.wanted(wanted), tests);
    }
  }
}
