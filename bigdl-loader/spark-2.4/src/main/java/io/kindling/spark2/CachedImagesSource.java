package io.kindling.spark2;

import io.kindling.image.column.WantedColumns;
import io.kindling.image.options.CachedImagesException;
import io.kindling.image.options.GivenOptions;
import io.kindling.image.options.ImagesOption;
import io.kindling.image.source.ListedSource;
import io.kindling.image.table.TableSource;
import io.kindling.spark.session.ReadOptions;
import io.kindling.spark.session.SessionHadoop;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.sources.RelationProvider;

/**
 * {@code spark.read().format("cachedimages").load("cache:///mount/train")}: pictures with their
 * labels as rows. Any Hadoop path will do.
 *
 * <p>The pictures are listed once, when {@code load} is called, so that a wrong path is told there
 * and every action on the DataFrame sees the same files.
 */
public final class CachedImagesSource implements RelationProvider, DataSourceRegister {
  @Override
  public String shortName() {
    return "cachedimages";
  }

  /**
   * Lists what the options name.
   *
   * @throws CachedImagesException when an option is wrong, or a path is not there
   */
  @Override
  public BaseRelation createRelation(
      SQLContext context, scala.collection.immutable.Map<String, String> parameters) {
    Map<String, String> options = ReadOptions.asGiven(parameters);
    GivenOptions given = new GivenOptions(options);
    if (given.flag(ImagesOption.COLUMNAR)) {
      throw new CachedImagesException(
          "option columnar is \"true\", and Spark 2.4 takes rows only; leave it out");
    }
    Configuration configuration = SessionHadoop.configuration(context.sparkSession(), options);
    if (TableSource.isNamed(given)) {
      return new TableRelation(context, TableSource.of(given, configuration));
    }
    ListedSource source =
        ListedSource.list(given, SessionHadoop.timeZone(context.sparkSession()), configuration);
    return new ImagesRelation(context, source, WantedColumns.of(given));
  }
}
