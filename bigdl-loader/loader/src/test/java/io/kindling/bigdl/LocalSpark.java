package io.kindling.bigdl;

import com.intel.analytics.bigdl.utils.Engine;
import com.intel.analytics.bigdl.utils.Engine$;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Spark in this JVM, one node of two cores to BigDL, with a folder mounted as {@code m}. */
final class LocalSpark {

  private LocalSpark() {}

  /**
   * Starts it. A task is tried three times.
   *
   * @param cache more options of the cache, without {@code fs.cache.}
   */
  static JavaSparkContext start(Path folder, Map<String, String> cache) {
    SparkConf conf =
        Engine.createSparkConf(new SparkConf())
            .setMaster("local[2,3]")
            .setAppName("bigdl loader")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.ui.enabled", "false")
            .set("spark.hadoop.fs.cache.memory.size", "64m")
            .set("spark.hadoop.fs.cache.mount.m", folder.toUri().toString());
    cache.forEach((option, value) -> conf.set("spark.hadoop.fs.cache." + option, value));
    JavaSparkContext spark = new JavaSparkContext(conf);
    Engine$.MODULE$.setNodeAndCore(1, 2);
    return spark;
  }

  /** Stops it, and closes what Hadoop would keep for the whole JVM with the mounts of one test. */
  static void stop(JavaSparkContext spark) throws IOException {
    spark.stop();
    FileSystem.closeAll();
  }
}
