package io.kindling.spark;

import io.kindling.image.options.GivenOptions;
import io.kindling.spark.row.ImagesSchema;
import java.util.Arrays;
import java.util.Map;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.PrunedScan;
import org.apache.spark.sql.types.StructType;

/**
 * A table of Spark 3.5's own catalog, which takes this kind of source only. Reads what the
 * DataFrame reader reads; only the wanted columns are made, and Spark does all filters itself.
 */
final class ImagesRelation extends BaseRelation implements PrunedScan {
  private final SQLContext context;
  private final Map<String, String> options;

  ImagesRelation(SQLContext context, Map<String, String> options) {
    this.context = context;
    this.options = options;
  }

  @Override
  public SQLContext sqlContext() {
    return context;
  }

  @Override
  public StructType schema() {
    return ImagesSchema.of(new GivenOptions(options));
  }

  @Override
  public RDD<Row> buildScan(String[] columns) {
    Dataset<Row> pictures =
        context.sparkSession().read().format("cachedimages").options(options).load();
    return pictures.select(Arrays.stream(columns).map(pictures::col).toArray(Column[]::new)).rdd();
  }
}
