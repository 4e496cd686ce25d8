package io.kindling.spark2;

import io.kindling.image.column.WantedColumns;
import io.kindling.image.options.CachedImagesException;
import io.kindling.image.options.GivenOptions;
import io.kindling.image.options.ImagesOption;
import io.kindling.image.source.ListedSource;
import io.kindling.image.table.TableSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.catalyst.util.CaseInsensitiveMap;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.sources.RelationProvider;
import scala.Tuple2;
import scala.collection.Iterator;

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
    // Its own iterator has lost the case of the keys, which Hadoop's options have.
    scala.collection.immutable.Map<String, String> asGiven =
        parameters instanceof CaseInsensitiveMap<String> wrapped
            ? wrapped.originalMap()
            : parameters;
    GivenOptions given = new GivenOptions(asJava(asGiven));
    if (given.flag(ImagesOption.COLUMNAR)) {
      throw new CachedImagesException(
          "option columnar is \"true\", and Spark 2.4 takes rows only; leave it out");
    }
    Configuration configuration =
        context.sparkSession().sessionState().newHadoopConfWithOptions(asGiven);
    if (TableSource.isNamed(given)) {
      return new TableRelation(context, TableSource.of(given, configuration));
    }
    String zone = context.sparkSession().conf().get("spark.sql.session.timeZone");
    ListedSource source =
        ListedSource.list(given, ZoneId.of(zone, ZoneId.SHORT_IDS), configuration);
    return new ImagesRelation(context, source, WantedColumns.of(given));
  }

  private static Map<String, String> asJava(
      scala.collection.immutable.Map<String, String> parameters) {
    Map<String, String> options = new HashMap<>();
    Iterator<Tuple2<String, String>> each = parameters.iterator();
    while (each.hasNext()) {
      Tuple2<String, String> option = each.next();
      options.put(option._1(), option._2());
    }
    return options;
  }
}
