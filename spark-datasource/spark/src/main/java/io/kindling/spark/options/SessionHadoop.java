package io.kindling.spark.options;

import java.time.ZoneId;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Tuple2;
import scala.collection.Iterator;

/**
 * The Hadoop configuration of a read: the application's, then what the session sets, then the
 * options of the read itself, as Spark's own file sources have it.
 *
 * <p>Made of calls that are the same in Scala 2.12 and 2.13 and in every Spark from 3.5 on; the
 * session's own method for it is not.
 */
public final class SessionHadoop {
  private SessionHadoop() {}

  public static Configuration configuration(CaseInsensitiveStringMap options) {
    return configuration(SparkSession.active(), options);
  }

  /** That of a session that need not be the active one. */
  public static Configuration configuration(
      SparkSession session, CaseInsensitiveStringMap options) {
    Configuration configuration = new Configuration(session.sparkContext().hadoopConfiguration());
    Iterator<Tuple2<String, String>> settings = session.conf().getAll().iterator();
    while (settings.hasNext()) {
      Tuple2<String, String> setting = settings.next();
      configuration.set(setting._1(), setting._2());
    }
    for (Map.Entry<String, String> option : options.asCaseSensitiveMap().entrySet()) {
      if (!option.getKey().equals("path")) {
        configuration.set(option.getKey(), option.getValue());
      }
    }
    return configuration;
  }

  /** The session's time zone, in which times are read that name none. */
  public static ZoneId timeZone() {
    String id = SparkSession.active().conf().get("spark.sql.session.timeZone");
    return ZoneId.of(id, ZoneId.SHORT_IDS);
  }
}
