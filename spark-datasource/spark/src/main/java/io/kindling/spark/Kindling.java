package io.kindling.spark;

import io.kindling.spark.load.LoadCall;
import io.kindling.spark.load.LoadFailedException;
import io.kindling.spark.load.LoadOptions;
import io.kindling.spark.load.LoadReport;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** What a Spark application may ask of the cache. Called in the driver, by any thread. */
public final class Kindling {

  private Kindling() {}

  /**
   * Loads all files of a path into the cache: a file, a folder with all below it, or a pattern.
   * Tasks in the executors whose storage nodes own the blocks fetch them, with the application's
   * configuration; what is held is not fetched again. How far it is shows in the Spark UI, in the
   * description of the jobs, and in {@code kindling jobs}.
   *
   * @param path such as {@code cache:///photos/train} or an under store's own
   * @return when the owners hold all of it
   * @throws LoadFailedException when they do not; names the files and reasons
   * @throws IOException when there is nothing at the path, or the cluster does not answer
   * @throws IllegalStateException when the application reads through no cluster
   */
  public static LoadReport load(SparkSession spark, String path) throws IOException {
    return load(spark, List.of(path), LoadOptions.defaults());
  }

  /** As {@link #load(SparkSession, String)}, of several paths and with options. */
  public static LoadReport load(SparkSession spark, List<String> paths, LoadOptions options)
      throws IOException {
    return new LoadCall(spark, paths, options).run();
  }
}
