package io.kindling.spark.session;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.catalyst.util.CaseInsensitiveMap;
import scala.Tuple2;
import scala.collection.Iterator;

/** Options as Spark hands them to sources of its older interface. */
public final class ReadOptions {
  private ReadOptions() {}

  /** The options with their keys as they were given: those of Hadoop have a case. */
  public static Map<String, String> asGiven(
      scala.collection.immutable.Map<String, String> parameters) {
    Map<String, String> options = new HashMap<>();
    // Its own iterator has lost the case.
    Iterator<Tuple2<String, String>> each =
        parameters instanceof CaseInsensitiveMap<String> wrapped
            ? wrapped.originalMap().iterator()
            : parameters.iterator();
    while (each.hasNext()) {
      Tuple2<String, String> option = each.next();
      options.put(option._1(), option._2());
    }
    return options;
  }
}
