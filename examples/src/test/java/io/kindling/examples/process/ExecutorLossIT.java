package io.kindling.examples.process;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.intel.analytics.bigdl.dataset.ByteRecord;
import com.intel.analytics.bigdl.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dataset.MiniBatch;
import com.intel.analytics.bigdl.optim.DistriOptimizer;
import com.intel.analytics.bigdl.optim.Trigger;
import com.intel.analytics.bigdl.optim.Trigger$;
import com.intel.analytics.bigdl.utils.Engine$;
import com.intel.analytics.bigdl.utils.Table;
import io.kindling.bigdl.CachedImageNet;
import io.kindling.bigdl.KindlingCluster;
import io.kindling.bigdl.MakeSamples;
import io.kindling.bigdl.PictureRecords;
import io.kindling.bigdl.batch.Augmentation;
import io.kindling.bigdl.dataset.Floats;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.node.ClusterClient;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.examples.inception.IterationLog;
import io.kindling.examples.inception.LeNet;
import io.kindling.examples.inception.Recipe;
import java.awt.image.BufferedImage;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Storage nodes in two executors, one of which is killed. This JVM is the driver. */
@Tag("full")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ExecutorLossIT {

  private static final int PICTURES = 40;
  private static final int BATCH = 4;
  private static final int NEVER = -1;

  @TempDir Path folder;
  private ProcessGroup processes;
  private SparkConf conf;
  private JavaSparkContext spark;

  @BeforeEach
  void startCluster() throws Exception {
    for (int number = 0; number < PICTURES; number++) {
      write(folder.resolve("pictures/class-%d/%02d.png".formatted(number % 4, number)));
      // A class of its own for each picture, so that labels tell them apart.
      write(folder.resolve("each/class-%02d/a.png".formatted(number)));
    }
    processes = new ProcessGroup(folder.resolve("logs"));
    List<Path> classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .filter(Files::exists)
            .toList();
    SparkHome home = SparkHome.create(folder.resolve("spark"), List.of(), classPath);
    StandaloneCluster cluster =
        StandaloneCluster.start(
            processes, home, folder, 2, new StandaloneCluster.WorkerSize(1, "512m"));
    conf = conf(cluster, classPath);
  }

  private static void write(Path file) throws Exception {
    Files.createDirectories(file.getParent());
    ImageIO.write(new BufferedImage(32, 32, BufferedImage.TYPE_3BYTE_BGR), "png", file.toFile());
    // Files that changed a moment ago are not cached.
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
  }

  private SparkConf conf(StandaloneCluster cluster, List<Path> classPath) {
    return new SparkConf()
        .setMaster(cluster.masterUrl())
        .setAppName("executor loss")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.ui.enabled", "false")
        .set("spark.executor.cores", "1")
        .set("spark.executor.memory", "512m")
        .set("spark.scheduler.minRegisteredResourcesRatio", "1.0")
        .set("spark.executor.extraClassPath", JavaCommand.joined(classPath))
        .set("spark.executor.extraJavaOptions", String.join(" ", JavaCommand.openingFlags()))
        .set("spark.hadoop.fs.cache.memory.size", "64m")
        .set("spark.hadoop.fs.cache.mount.each", folder.resolve("each").toUri().toString())
        .set("spark.hadoop.fs.cache.mount.pictures", folder.resolve("pictures").toUri().toString());
  }

  private void startSpark() {
    spark = new JavaSparkContext(conf);
  }

  @AfterEach
  void stopCluster() throws Exception {
    if (spark != null) {
      spark.stop();
    }
    if (processes != null) {
      processes.close();
    }
    FileSystem.closeAll();
  }

  @Test
  void anExecutorThatTakesThePlaceOfAKilledOneStartsItsNode() throws Exception {
    startSpark();
    try (KindlingCluster cluster = KindlingCluster.start(spark)) {
      assertThat(cluster.size()).isEqualTo(2);
      assertThat(read()).isEqualTo(PICTURES);

      Set<String> before = executorsWithNodes();
      executors().get(0).destroyForcibly();
      // Nobody reads meanwhile, so no task of a reader starts the node.
      await()
          .atMost(Duration.ofSeconds(150))
          .untilAsserted(
              () ->
                  assertThat(executorsWithNodes())
                      .hasSize(2)
                      .isNotEqualTo(before)
                      .containsAnyElementsOf(before));
      assertThat(read()).isEqualTo(PICTURES);
    }
  }

  @Test
  void noPictureOfAnEpochIsMissedOrRepeatedWhenAnExecutorIsKilled() throws Exception {
    startSpark();
    try (KindlingCluster cluster = KindlingCluster.start(spark)) {
      assertThat(cluster.size()).isEqualTo(2);
      Engine$.MODULE$.setNodeAndCore(2, 1);
      CachedImageNet made =
          builder()
              .augmentation(Augmentation.training(24))
              .makeSamples(MakeSamples.BEFORE_TRAINING)
              .load();
      assertThat(made.counts().made()).isPositive();
      CachedImageNet images = load();
      assertThat(images.counts().known()).isEqualTo(images.counts().packs());
      assertThat(labelsOfAnEpoch(images.dataSet(), 4)).containsExactlyInAnyOrderElementsOf(all());
    }
  }

  @Test
  void trainingGoesOnFromItsCheckpointWhenAnExecutorIsKilled() throws Exception {
    // As in BigDL's examples: it goes back to its checkpoint when Spark does not try again.
    conf.set("spark.task.maxFailures", "1");
    startSpark();
    try (KindlingCluster cluster = KindlingCluster.start(spark)) {
      assertThat(cluster.size()).isEqualTo(2);
      Engine$.MODULE$.setNodeAndCore(2, 1);
      Recipe recipe = new Recipe(0.01, 30);
      CachedImageNet images = builder().augmentation(Augmentation.training(LeNet.SIDE)).load();
      Path checkpoints = Files.createDirectories(folder.resolve("checkpoints"));
      List<Integer> iterations = new ArrayList<>();
      SeenIterations seen = new SeenIterations(recipe.iterations());
      IterationLog log =
          new IterationLog(
              seen,
              (iteration, loss) -> {
                iterations.add(iteration);
                assertThat(loss).isFinite();
                if (iteration == 6) {
                  executors().get(0).destroyForcibly();
                }
              });
      DistriOptimizer<Float> trainer =
          recipe.trainer(LeNet.network(PICTURES), images.dataSet(), log);
      trainer.setCheckpoint(checkpoints.toString(), Trigger$.MODULE$.severalIteration(2));

      var ignored = trainer.optimize();

      assertThat(iterations)
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, recipe.iterations()).boxed().toList());
      assertThat(seen.returns()).as("iterations %s", seen.numbers).isPositive();
      assertThat(labelsOfAnEpoch(images.dataSet(), NEVER))
          .as("the epoch after the training")
          .containsExactlyInAnyOrderElementsOf(all());
    }
  }

  /** Numbers of the iterations that BigDL is about to begin, those that it begins again as well. */
  private static final class SeenIterations implements Trigger {

    private static final long serialVersionUID = 1;

    private final transient List<Integer> numbers = new ArrayList<>();
    private final int last;

    SeenIterations(int last) {
      this.last = last;
    }

    @Override
    public boolean apply(Table state) {
      int next = state.<Integer>apply("neval");
      numbers.add(next);
      return next > last;
    }

    /** How often an iteration was followed by an earlier one. */
    long returns() {
      return IntStream.range(1, numbers.size())
          .filter(i -> numbers.get(i) < numbers.get(i - 1))
          .count();
    }
  }

  private CachedImageNet load() throws Exception {
    return builder().augmentation(Augmentation.training(24)).load();
  }

  private CachedImageNet.Builder builder() {
    return CachedImageNet.of(spark, "cache:///each").batchSize(BATCH).side(32);
  }

  /** Labels of an epoch's batches; an executor is killed before one of them. */
  private static List<Integer> labelsOfAnEpoch(
      DistributedDataSet<MiniBatch<Float>> dataSet, int killed) {
    dataSet.shuffle();
    JavaRDD<MiniBatch<Float>> data = dataSet.data(true).toJavaRDD();
    List<Integer> labels = new ArrayList<>();
    for (int iteration = 0; iteration < PICTURES / BATCH; iteration++) {
      if (iteration == killed) {
        executors().get(0).destroyForcibly();
      }
      labels.addAll(data.mapPartitions(ExecutorLossIT::oneBatch).collect());
    }
    return labels;
  }

  private static List<Integer> all() {
    return IntStream.rangeClosed(1, PICTURES).boxed().toList();
  }

  private static Iterator<Integer> oneBatch(Iterator<MiniBatch<Float>> batches) {
    return labels(batches.next());
  }

  private static Iterator<Integer> labels(MiniBatch<Float> batch) {
    float[] labels = (float[]) batch.getTarget().toTensor(Floats.numeric()).storage().array();
    return IntStream.range(0, batch.size()).map(i -> (int) labels[i]).iterator();
  }

  private long read() throws Exception {
    return PictureRecords.of(spark, "cache:///pictures")
        .load()
        .rdd()
        .map(ByteRecord::label)
        .count();
  }

  /** Spark's names of the executors whose nodes are in the cluster. */
  private static Set<String> executorsWithNodes() throws Exception {
    ClusterClient client =
        requireNonNull(
            KindlingProcess.cluster(Settings.read(CacheOptions.ALL, key -> null), "driver"));
    client.refresh();
    return client.table().nodes().stream()
        .map(StorageNodeInfo::executor)
        .collect(Collectors.toSet());
  }

  /** The children of the workers, which are children of this JVM. */
  private static List<ProcessHandle> executors() {
    return ProcessHandle.current().children().flatMap(ProcessHandle::children).toList();
  }
}
