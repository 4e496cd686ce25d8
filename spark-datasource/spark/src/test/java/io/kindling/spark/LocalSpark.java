package io.kindling.spark;

import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** A Spark in this JVM, one at a time. */
public final class LocalSpark {
  private LocalSpark() {}

  /** Two task threads, no web pages. */
  public static SparkSession start(Map<String, String> settings) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[2]")
            .appName("cachedimages")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "localhost")
            .config("spark.driver.bindAddress", "127.0.0.1");
    settings.forEach(builder::config);
    return builder.getOrCreate();
  }
}
