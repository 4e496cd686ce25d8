package io.kindling.spark2;

import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** A Spark in this JVM, one at a time. */
final class LocalSpark {
  private LocalSpark() {}

  /** Two task threads, no web pages. */
  static SparkSession start(Map<String, String> settings) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[2]")
            .appName("cachedimages")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.driver.host", "127.0.0.1");
    settings.forEach(builder::config);
    return builder.getOrCreate();
  }
}
