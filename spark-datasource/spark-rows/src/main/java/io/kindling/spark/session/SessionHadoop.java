package io.kindling.spark.session;

import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;
import scala.collection.Iterator;

/**
 * The Hadoop configuration of a read: the application's, then what the session sets, then the
 * options of the read itself, as Spark's own file sources have it.
 *
 * <p>Made of calls that are the same in every Scala and Spark; the session's own method for it is
 * not.
 */
public final class SessionHadoop {
  private static final Set<String> PATHS = Set.of("path", "paths");

  private SessionHadoop() {}

  /** That of the active session. */
  public static Configuration configuration(Map<String, String> options) {
    return configuration(SparkSession.active(), options);
  }

  /** That of a session that need not be the active one. */
  public static Configuration configuration(SparkSession session, Map<String, String> options) {
    Configuration configuration = new Configuration(session.sparkContext().hadoopConfiguration());
    Iterator<Tuple2<String, String>> settings = session.conf().getAll().iterator();
    while (settings.hasNext()) {
      Tuple2<String, String> setting = settings.next();
      configuration.set(setting._1(), setting._2());
    }
    options.forEach(
        (key, value) -> {
          if (!PATHS.contains(key)) {
            configuration.set(key, value);
          }
        });
    return configuration;
  }

  /** The session's time zone, in which times are read that name none. */
  public static ZoneId timeZone(SparkSession session) {
    return ZoneId.of(session.conf().get("spark.sql.session.timeZone"), ZoneId.SHORT_IDS);
  }
}
