package io.kindling.spark;

import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.node.StorageNode;
import io.kindling.s3.EmbeddedS3Process;
import io.kindling.s3.RequestCounts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * Three classes of JPEGs in S3, and Sparks of two executors in JVMs of their own that read them as
 * {@code cache:///data}.
 */
public final class PicturesInS3 implements AutoCloseable {
  private static final int CLASSES = 3;

  private final EmbeddedS3Process server;

  private PicturesInS3(EmbeddedS3Process server) {
    this.server = server;
  }

  /**
   * Starts a server and uploads pictures.
   *
   * @param pictures a multiple of three
   */
  public static PicturesInS3 upload(Path work, int pictures) throws IOException {
    PictureFolder folder = new PictureFolder(work.resolve("train"));
    folder.writeClasses(CLASSES, pictures / CLASSES);
    PicturesInS3 uploaded = new PicturesInS3(EmbeddedS3Process.start(work.resolve("s3"), "photos"));
    Configuration configuration = new Configuration();
    uploaded.server.access().hadoopOptions().forEach(configuration::set);
    try (FileSystem store = FileSystem.newInstance(URI.create("s3a://photos/"), configuration)) {
      store.copyFromLocalFile(
          new org.apache.hadoop.fs.Path(folder.root().toString()),
          new org.apache.hadoop.fs.Path("s3a://photos/"));
    } catch (IOException failed) {
      uploaded.close();
      throw failed;
    }
    uploaded.reset();
    return uploaded;
  }

  /** See {@link EmbeddedS3Process#refuse}. */
  public void refuse(String keyPrefix, int status) {
    server.refuse(keyPrefix, status);
  }

  /** Answers all keys again. */
  public void accept() {
    server.accept();
  }

  /** The requests since the last call. */
  public RequestCounts reset() {
    return server.reset();
  }

  /** A Spark with a storage node in each of its executors. */
  public SparkSession start(Map<String, String> settings) throws IOException {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local-cluster[2,1,1024]")
            .appName("pictures in S3")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.executor.memory", "768m")
            // Executors live for seconds, on cores that they share.
            .config("spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
            .config("spark.executor.extraClassPath", SparkHome.prepare())
            .config("spark.plugins", KindlingPlugin.class.getName())
            .config("spark.hadoop.fs.cache.mount.data", "s3a://photos/train");
    server
        .access()
        .hadoopOptions()
        .forEach((key, value) -> builder.config("spark.hadoop." + key, value));
    settings.forEach(builder::config);
    return builder.getOrCreate();
  }

  /** What each executor that has a storage node answers, by the executor's name. */
  public static Map<String, Long> askNodes(
      SparkSession spark, Function<StorageNode, Long> question) {
    List<Integer> numbers = IntStream.range(0, 16).boxed().collect(Collectors.toList());
    return new TreeMap<>(
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(numbers, 16)
            .mapToPair(number -> ask(question))
            .filter(answer -> answer._2() >= 0)
            .reduceByKey(Math::max)
            .collectAsMap());
  }

  private static Tuple2<String, Long> ask(Function<StorageNode, Long> question) throws Exception {
    // Long enough for every executor to get some of these tasks.
    Thread.sleep(20);
    StorageNode node = KindlingProcess.node();
    return new Tuple2<>(SparkEnv.get().executorId(), node == null ? -1L : question.call(node));
  }

  @Override
  public void close() throws IOException {
    // The next test's server has another port.
    FileSystem.closeAll();
    server.close();
  }
}
