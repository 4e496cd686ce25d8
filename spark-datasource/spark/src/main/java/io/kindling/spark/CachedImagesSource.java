package io.kindling.spark;

import io.kindling.image.options.GivenOptions;
import io.kindling.image.table.TableSource;
import io.kindling.spark.row.ImagesSchema;
import io.kindling.spark.session.ReadOptions;
import io.kindling.spark.table.PictureTable;
import io.kindling.spark.write.WriteCommand;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.CreatableRelationProvider;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.sources.RelationProvider;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * {@code spark.read().format("cachedimages").load("cache:///mount/train")}: pictures with their
 * labels as rows. Any Hadoop path will do.
 *
 * <p>The pictures are listed once, when {@code load} is called, so that a wrong path is told there
 * and every action on the DataFrame sees the same files.
 */
public final class CachedImagesSource
    implements TableProvider, RelationProvider, CreatableRelationProvider, DataSourceRegister {
  @Override
  public String shortName() {
    return "cachedimages";
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return ImagesSchema.of(new GivenOptions(options.asCaseSensitiveMap()));
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    CaseInsensitiveStringMap given = new CaseInsensitiveStringMap(properties);
    if (TableSource.isNamed(new GivenOptions(properties))) {
      return PictureTable.of(given);
    }
    return new ListedTable<>("cachedimages " + given.get("path"), () -> ImagesTable.list(given));
  }

  /** A table of Spark 3.5's own catalog; newer lines, and all other reads, take the table. */
  @Override
  public BaseRelation createRelation(
      SQLContext context, scala.collection.immutable.Map<String, String> parameters) {
    return new ImagesRelation(context, ReadOptions.asGiven(parameters));
  }

  /** Packs the pictures of a DataFrame into shards: {@code df.write().format("cachedimages")}. */
  @Override
  public BaseRelation createRelation(
      SQLContext context,
      SaveMode mode,
      scala.collection.immutable.Map<String, String> parameters,
      Dataset<Row> data) {
    WriteCommand.run(mode, ReadOptions.asGiven(parameters), data);
    return new WrittenRelation(context, data.schema());
  }
}
