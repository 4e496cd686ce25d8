package io.kindling.examples.process;

import com.intel.analytics.bigdl.dataset.ByteRecord;
import io.kindling.bigdl.KindlingCluster;
import io.kindling.bigdl.PictureRecords;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** A user's job on Spark 2.4, from a jar with nothing else in it. */
public final class BigDlBundleJob {
  private BigDlBundleJob() {}

  /**
   * Reads by {@code cache:///} with storage nodes in the executors.
   *
   * @param arguments the file to write to
   */
  public static void main(String[] arguments) throws Exception {
    StringBuilder seen = new StringBuilder();
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf());
        KindlingCluster cluster = KindlingCluster.start(spark)) {
      seen.append("nodes ").append(cluster.size()).append('\n');
      for (int round = 0; round < 2; round++) {
        long pictures =
            PictureRecords.of(spark, "cache:///data/pictures")
                .load()
                .rdd()
                .map(ByteRecord::label)
                .count();
        seen.append("pictures ").append(pictures).append('\n');
      }
      seen.append("lines ").append(spark.textFile("cache:///data/lines").count()).append('\n');
    }
    Files.writeString(Path.of(arguments[0]), seen);
  }
}
