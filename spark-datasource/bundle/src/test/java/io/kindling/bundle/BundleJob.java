package io.kindling.bundle;

import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.node.StorageNode;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * What a user's job does with the bundle: reads lines and pictures by {@code cache:///} with
 * storage nodes in the executors. Runs by spark-submit, from a jar with nothing else in it.
 */
public final class BundleJob {
  private static final int NODES = 2;
  private static final long NODES_LIMIT_MILLIS = 120_000;

  private BundleJob() {}

  /**
   * Reads and writes down what it saw.
   *
   * @param arguments the file to write to
   */
  public static void main(String[] arguments) throws Exception {
    Properties seen = new Properties();
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      seen.setProperty("spark", spark.version());
      long until = System.currentTimeMillis() + NODES_LIMIT_MILLIS;
      while (bytesHeld(spark).size() < NODES && System.currentTimeMillis() < until) {
        Thread.sleep(500);
      }
      seen.setProperty(
          "lines", Long.toString(spark.read().textFile("cache:///data/lines").count()));
      Dataset<Row> pictures = spark.read().format("cachedimages").load("cache:///data/pictures");
      for (String round : List.of("first", "second")) {
        Row row = pictures.selectExpr("count(*)", "sum(length(image.data))").first();
        seen.setProperty(round, row.getLong(0) + " pictures, " + row.getLong(1) + " bytes");
      }
      Map<String, Long> held = bytesHeld(spark);
      seen.setProperty("nodes", Integer.toString(held.size()));
      seen.setProperty(
          "held", Long.toString(held.values().stream().mapToLong(Long::longValue).sum()));
      seen.setProperty("node in the driver", Boolean.toString(KindlingProcess.node() != null));
    }
    try (OutputStream out = Files.newOutputStream(Path.of(arguments[0]))) {
      seen.store(out, null);
    }
  }

  private static Map<String, Long> bytesHeld(SparkSession spark) {
    List<Integer> numbers = IntStream.range(0, 16).boxed().collect(Collectors.toList());
    return new TreeMap<>(
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(numbers, 16)
            .mapToPair(BundleJob::ownStore)
            .filter(held -> held._2() >= 0)
            .reduceByKey(Math::max)
            .collectAsMap());
  }

  private static Tuple2<String, Long> ownStore(int number) throws InterruptedException {
    // Long enough for every executor to get some of these tasks.
    Thread.sleep(20);
    StorageNode node = KindlingProcess.node();
    return new Tuple2<>(SparkEnv.get().executorId(), node == null ? -1L : node.used());
  }
}
