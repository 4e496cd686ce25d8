package io.kindling.examples.inception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.intel.analytics.bigdl.dataset.AbstractDataSet;
import com.intel.analytics.bigdl.dataset.ByteRecord;
import com.intel.analytics.bigdl.dataset.DataSet;
import com.intel.analytics.bigdl.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dataset.MiniBatch;
import com.intel.analytics.bigdl.dataset.Transformer;
import com.intel.analytics.bigdl.dataset.image.BGRImgCropper;
import com.intel.analytics.bigdl.dataset.image.BGRImgNormalizer;
import com.intel.analytics.bigdl.dataset.image.BytesToBGRImg;
import com.intel.analytics.bigdl.dataset.image.CropRandom$;
import com.intel.analytics.bigdl.dataset.image.HFlip;
import com.intel.analytics.bigdl.dataset.image.LabeledBGRImage;
import com.intel.analytics.bigdl.dataset.image.MTLabeledBGRImgToBatch$;
import com.intel.analytics.bigdl.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.optim.AccuracyResult;
import com.intel.analytics.bigdl.optim.DistriOptimizer;
import com.intel.analytics.bigdl.optim.Trigger$;
import com.intel.analytics.bigdl.optim.ValidationMethod;
import com.intel.analytics.bigdl.optim.ValidationResult;
import com.intel.analytics.bigdl.utils.Engine;
import com.intel.analytics.bigdl.utils.RandomGenerator$;
import io.kindling.bigdl.CachedImageNet;
import io.kindling.bigdl.batch.Augmentation;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scala.Tuple2;
import scala.reflect.ClassTag$;

/** Networks that are trained from the cache and by BigDL's own loader learn alike. */
@Tag("full")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class LossParityIT {

  private static final int CLASSES = 2;
  private static final int PICTURES = 32;
  private static final int BATCH = 8;
  private static final String FOLDER = "cache:///m";

  @TempDir Path folder;
  private JavaSparkContext spark;

  @BeforeEach
  void startSpark() throws Exception {
    Random random = new Random(11);
    for (int number = 0; number < PICTURES; number++) {
      int label = number % CLASSES;
      Path file = folder.resolve("pictures/class-%d/%02d.png".formatted(label, number));
      Files.createDirectories(file.getParent());
      BufferedImage picture = new BufferedImage(64, 64, BufferedImage.TYPE_3BYTE_BGR);
      for (int pixel = 0; pixel < 64 * 64; pixel++) {
        // Dark and bright noise, so that there is something to be learnt.
        int value = 100 * label + random.nextInt(120);
        picture.setRGB(pixel % 64, pixel / 64, value << 16 | value << 8 | random.nextInt(256));
      }
      ImageIO.write(picture, "png", file.toFile());
      // Files that changed a moment ago are not cached.
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
    }
    spark =
        new JavaSparkContext(
            Engine.createSparkConf(new SparkConf())
                .setMaster("local[2]")
                .setAppName("loss")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.ui.enabled", "false")
                .set("spark.hadoop.fs.cache.memory.size", "128m")
                .set(
                    "spark.hadoop.fs.cache.mount.m",
                    folder.resolve("pictures").toUri().toString()));
    Engine.init();
  }

  @AfterEach
  void stopSpark() throws Exception {
    spark.stop();
    FileSystem.closeAll();
  }

  @Test
  void inceptionReachesTheSameLoss() throws Exception {
    Recipe recipe = new Recipe(0.01, 24);
    CachedImageNet images = CachedImageNet.of(spark, FOLDER).batchSize(BATCH).load();

    List<Float> cached = losses(LossParityIT::inception, images.dataSet(), recipe);
    List<Float> own = losses(LossParityIT::inception, bigDl(images, 224), recipe);

    requireAlike(cached, own);
  }

  @Test
  void leNetReachesTheSameLossAndIsValidatedOnAllPictures() throws Exception {
    Recipe recipe = new Recipe(0.01, 60);
    CachedImageNet.Builder builder = CachedImageNet.of(spark, FOLDER).side(32);
    CachedImageNet images =
        builder.batchSize(BATCH).augmentation(Augmentation.training(LeNet.SIDE)).load();
    // A batch size that does not divide the pictures: the last batch is smaller.
    CachedImageNet validated =
        builder.batchSize(6).augmentation(Augmentation.validation(LeNet.SIDE)).load();
    AbstractModule<Activity, Activity, Float> trained = seeded(LossParityIT::leNet);
    var ignored = CountingAccuracy.takeCount();

    List<Float> cached =
        losses(
            trained,
            images.dataSet(),
            recipe,
            trainer ->
                trainer.setValidation(
                    Trigger$.MODULE$.everyEpoch(), validated.dataSet(), accuracy()));
    List<Float> own = losses(LossParityIT::leNet, bigDl(images, LeNet.SIDE), recipe);

    requireAlike(cached, own);
    int epochs = recipe.iterations() * BATCH / PICTURES;
    assertThat(CountingAccuracy.takeCount()).isEqualTo((long) epochs * PICTURES);
    AccuracyResult accuracy = accuracy(trained, validated.dataSet());
    assertThat(accuracy.result()._2()).isEqualTo(PICTURES);
    assertThat((Float) accuracy.result()._1()).isGreaterThan(0.9f);
  }

  /** Both are better than chance, and as good as each other. */
  private static void requireAlike(List<Float> cached, List<Float> own) {
    String losses = "by the cache's loader %s, by BigDL's %s".formatted(cached, own);
    assertThat(mean(cached)).as(losses).isLessThan(0.9 * Math.log(CLASSES));
    assertThat(mean(own)).as(losses).isLessThan(0.9 * Math.log(CLASSES));
    assertThat(mean(cached)).as(losses).isCloseTo(mean(own), within(0.25));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static AccuracyResult accuracy(
      AbstractModule<?, ?, ?> network, DistributedDataSet<MiniBatch<Float>> pictures) {
    Tuple2<ValidationResult, ValidationMethod>[] results =
        ((AbstractModule) network).evaluate((RDD) pictures.data(false), accuracy());
    return (AccuracyResult) results[0]._1();
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static ValidationMethod<Float>[] accuracy() {
    return new ValidationMethod[] {new CountingAccuracy()};
  }

  /** The same pictures the way that BigDL's own example takes: shuffled, copied, transformed. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static DistributedDataSet<MiniBatch<Float>> bigDl(CachedImageNet images, int side) {
    DistributedDataSet<ByteRecord> records =
        DataSet.rdd(
            images.records().rdd(), 1, ClassTag$.MODULE$.<ByteRecord>apply(ByteRecord.class));
    Transformer<ByteRecord, LabeledBGRImage> augmentation =
        new BytesToBGRImg(1f, -1, -1)
            .$minus$greater(new BGRImgCropper(side, side, CropRandom$.MODULE$))
            .$minus$greater(new HFlip(0.5))
            .$minus$greater(new BGRImgNormalizer(123, 117, 104, 1, 1, 1));
    AbstractDataSet batches =
        records.transform(
            MTLabeledBGRImgToBatch$.MODULE$.apply(
                side,
                side,
                BATCH,
                augmentation,
                false,
                ClassTag$.MODULE$.<ByteRecord>apply(ByteRecord.class)),
            ClassTag$.MODULE$.apply(MiniBatch.class));
    return (DistributedDataSet) batches;
  }

  private static AbstractModule<Activity, Activity, Float> inception() {
    return InceptionNetwork.plain(CLASSES);
  }

  private static AbstractModule<Activity, Activity, Float> leNet() {
    return LeNet.network(CLASSES);
  }

  /** A network that begins with the same weights as all others of its kind. */
  private static AbstractModule<Activity, Activity, Float> seeded(
      Supplier<AbstractModule<Activity, Activity, Float>> network) {
    RandomGenerator$.MODULE$.RNG().setSeed(5);
    return network.get();
  }

  private static List<Float> losses(
      Supplier<AbstractModule<Activity, Activity, Float>> network,
      DistributedDataSet<MiniBatch<Float>> batches,
      Recipe recipe) {
    return losses(seeded(network), batches, recipe, trainer -> {});
  }

  private static List<Float> losses(
      AbstractModule<Activity, Activity, Float> network,
      DistributedDataSet<MiniBatch<Float>> batches,
      Recipe recipe,
      Consumer<DistriOptimizer<Float>> more) {
    IterationLog log =
        new IterationLog(
            Trigger$.MODULE$.maxIteration(recipe.iterations()), (iteration, loss) -> {});
    DistriOptimizer<Float> trainer = recipe.trainer(network, batches, log);
    more.accept(trainer);
    var ignored = trainer.optimize();
    batches.unpersist();
    return log.losses();
  }

  /** Mean loss over the last six batches. */
  private static double mean(List<Float> losses) {
    return losses.subList(losses.size() - 6, losses.size()).stream()
        .mapToDouble(Float::doubleValue)
        .average()
        .orElseThrow();
  }
}
