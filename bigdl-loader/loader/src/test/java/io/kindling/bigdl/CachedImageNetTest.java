package io.kindling.bigdl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.intel.analytics.bigdl.dataset.ByteRecord;
import com.intel.analytics.bigdl.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dataset.MiniBatch;
import com.intel.analytics.bigdl.dataset.Sample;
import com.intel.analytics.bigdl.tensor.Tensor;
import io.kindling.bigdl.batch.Augmentation;
import io.kindling.bigdl.dataset.Floats;
import java.awt.Color;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One JVM without storage nodes; every picture is a class of its own, so labels tell them apart.
 */
class CachedImageNetTest {

  private static final int PICTURES = 22;
  private static final int BATCH = 4;

  @TempDir Path folder;
  private JavaSparkContext spark;

  @BeforeEach
  void startSpark() throws IOException {
    for (int number = 1; number <= PICTURES; number++) {
      write("pictures/class-%02d/a.png".formatted(number), new Color(number, 2 * number, 100));
    }
    spark = LocalSpark.start(folder, Map.of());
  }

  @AfterEach
  void stopSpark() throws IOException {
    LocalSpark.stop(spark);
  }

  @Test
  void everyPictureIsTrainedOnceInAnEpochThoughBigDlAsksAnewForEachBatch() throws IOException {
    DistributedDataSet<MiniBatch<Float>> dataSet = load().dataSet();
    List<List<Integer>> epochs = new ArrayList<>();
    for (int epoch = 0; epoch < 2; epoch++) {
      dataSet.shuffle();
      JavaRDD<MiniBatch<Float>> data = dataSet.data(true).toJavaRDD();
      List<Integer> labels = new ArrayList<>();
      for (int iteration = 0; iteration < (PICTURES + BATCH - 1) / BATCH; iteration++) {
        labels.addAll(data.mapPartitions(CachedImageNetTest::oneBatch).collect());
      }
      epochs.add(labels);
    }

    for (List<Integer> labels : epochs) {
      assertThat(labels).hasSize(24);
      assertThat(labels.subList(0, PICTURES)).containsExactlyInAnyOrderElementsOf(all());
    }
    assertThat(epochs.get(0)).isNotEqualTo(epochs.get(1));
  }

  @Test
  void aTaskThatIsRetriedGetsTheBatchOfTheFailedOne() throws IOException {
    DistributedDataSet<MiniBatch<Float>> dataSet = load().dataSet();
    JavaRDD<MiniBatch<Float>> undisturbed = dataSet.data(true).toJavaRDD();
    JavaRDD<MiniBatch<Float>> disturbed = dataSet.data(true).toJavaRDD();

    for (int iteration = 0; iteration < 4; iteration++) {
      List<Integer> expected = undisturbed.mapPartitions(CachedImageNetTest::oneBatch).collect();
      List<Integer> actual =
          disturbed
              .mapPartitions(
                  batches -> {
                    Iterator<Integer> labels = oneBatch(batches);
                    if (TaskContext.get().attemptNumber() < 2) {
                      throw new IllegalStateException("this attempt is to fail");
                    }
                    return labels;
                  })
              .collect();
      assertThat(actual).isEqualTo(expected);
    }
  }

  @Test
  void validationSeesEveryPictureOnceAndInTheSameOrderEachTime() throws IOException {
    DistributedDataSet<MiniBatch<Float>> dataSet =
        builder().augmentation(Augmentation.validation(24)).load().dataSet();

    JavaRDD<MiniBatch<Float>> data = dataSet.data(false).toJavaRDD();

    assertThat(data.map(MiniBatch::size).collect()).containsExactly(4, 4, 4, 4, 4, 2);
    List<Integer> seen = data.flatMap(batch -> labels(batch).iterator()).collect();
    assertThat(seen).containsExactlyInAnyOrderElementsOf(all());
    assertThat(data.flatMap(batch -> labels(batch).iterator()).collect()).isEqualTo(seen);
    assertThat(dataSet.size()).isEqualTo(PICTURES);
  }

  @Test
  void batchesAreFloatsOfTheMiddleLessBigDlsMeans() throws IOException {
    DistributedDataSet<MiniBatch<Float>> dataSet =
        builder().augmentation(Augmentation.validation(24)).load().dataSet();

    List<Float> floats =
        dataSet
            .data(false)
            .toJavaRDD()
            .map(
                batch -> {
                  Tensor<Float> input = batch.getInput().toTensor(Floats.numeric());
                  assertThat(input.size()).containsExactly(batch.size(), 3, 24, 24);
                  return (Float) ((float[]) input.storage().array())[0];
                })
            .collect();

    assertThat(floats).hasSize(6).allMatch(blue -> blue == 100 - 104);
  }

  @Test
  void thereIsOnePartitionForEachNode() throws IOException {
    DistributedDataSet<MiniBatch<Float>> dataSet = load().dataSet();

    assertThat(dataSet.originRDD().getNumPartitions()).isEqualTo(1);
    assertThat(dataSet.data(true).getNumPartitions()).isEqualTo(1);
    assertThat(dataSet.data(true).dependencies().isEmpty()).isTrue();
  }

  @Test
  void theSecondTrialFindsThePacksOfTheFirst() throws IOException {
    assertThat(loadBeforeTraining().counts().made()).isEqualTo(1);

    CachedImageNet second = load();

    assertThat(second.counts().made()).isZero();
    assertThat(second.counts().known()).isEqualTo(1);
    assertThat(second.counts().bytes()).isPositive();
    assertThat(second.pictures()).isEqualTo(PICTURES);
    assertThat(second.counts().decoded()).isZero();
  }

  @Test
  void whatIsKnownOfASetIsForgottenWithItsFilesOrForOtherWishes() throws IOException {
    assertThat(loadBeforeTraining().pictures()).isEqualTo(PICTURES);
    assertThat(builder().classes(10).load().counts().known()).isZero();
    assertThat(builder().classes(10).load().pictures()).isEqualTo(10);

    write("pictures/class-05/b.png", Color.RED);
    assertThat(loadBeforeTraining().pictures()).isEqualTo(PICTURES + 1);
  }

  @Test
  void fewerPacksAreMixedThanAskedForWhereTheCacheIsSmall() throws IOException {
    CachedImageNet.Builder wish = builder().packsMixed(8);

    assertThat(wish.load().packsMixed()).isEqualTo(8);
    // 22 samples of 768 x 768 are 39 MB, in three packs or more; the cache has 64, half of it for
    // them.
    assertThat(wish.side(768).load().packsMixed()).isBetween(1, 4);
  }

  @Test
  void recordsSamplesAndFeaturesHoldEveryPicture() throws IOException {
    CachedImageNet images = builder().augmentation(Augmentation.validation(24)).load();

    List<ByteRecord> records = images.records().collect();
    assertThat(records.stream().map(record -> (int) record.label()).toList())
        .containsExactlyInAnyOrderElementsOf(all());
    int label = (int) records.get(0).label();
    ByteBuffer first = ByteBuffer.wrap(records.get(0).data());
    assertThat(first.getInt()).isEqualTo(32);
    assertThat(first.getInt()).isEqualTo(32);
    assertThat(new byte[] {first.get(), first.get(), first.get()})
        .containsExactly((byte) 100, (byte) (2 * label), (byte) label);

    JavaRDD<Sample<Float>> samples = images.samples();
    assertThat(samples.map(sample -> (int) ((float[]) sample.getData())[3 * 24 * 24]).collect())
        .containsExactlyInAnyOrderElementsOf(all());

    assertThat(
            images.imageFrame().rdd().toJavaRDD().map(feature -> feature.uri()).distinct().count())
        .isEqualTo(PICTURES);
  }

  @Test
  void theDataFrameHasSparksOwnSchemaOfPictures() throws IOException {
    List<Row> rows = load().dataFrame().orderBy("label").collectAsList();

    assertThat(rows.stream().map(row -> (int) row.getDouble(1)).toList())
        .containsExactlyElementsOf(all());
    Row image = rows.get(0).getStruct(0);
    assertThat(image.schema()).isEqualTo(ImageSchema.columnSchema());
    assertThat(ImageSchema.getOrigin(image)).endsWith("class-01/a.png");
    assertThat(ImageSchema.getWidth(image)).isEqualTo(32);
    assertThat(ImageSchema.getHeight(image)).isEqualTo(32);
    assertThat(ImageSchema.getNChannels(image)).isEqualTo(3);
    assertThat(ImageSchema.getMode(image)).isEqualTo(ImageSchema.ocvTypes().apply("CV_8UC3"));
    assertThat(ImageSchema.getData(image)).hasSize(32 * 32 * 3).startsWith(100, 2, 1);
  }

  @Test
  void picturesOfHigherClassesAndFilesThatAreNoneAreLeftOut() throws IOException {
    Files.writeString(folder.resolve("pictures/class-02/b.jpg"), "no picture at all");
    settle(folder.resolve("pictures/class-02/b.jpg"));

    CachedImageNet.Builder before = builder().makeSamples(MakeSamples.BEFORE_TRAINING);
    CachedImageNet images = before.classes(10).load();

    assertThat(images.pictures()).isEqualTo(10);
    assertThat(images.counts().dropped()).isEqualTo(1);
    assertThat(images.classNames()).hasSize(PICTURES);
    assertThatThrownBy(() -> before.undecodable(Undecodable.FAIL).load())
        .hasStackTraceContaining("class-02/b.jpg");
  }

  @Test
  void wrongInputIsNamedWithItsWayOut() throws IOException {
    assertThatThrownBy(() -> builder().batchSize(5).load())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("batch size 5")
        .hasMessageContaining("choose for example 6");
    assertThatThrownBy(() -> builder().augmentation(Augmentation.training(224)).load())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("224 x 224")
        .hasMessageContaining("32 x 32");
    assertThatThrownBy(() -> of(folder.resolve("pictures").toUri().toString()).load())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("fs.cache.mount.");
    assertThatThrownBy(() -> of("cache:///m/nothing").load())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cache:/m/nothing");
    write("flat/one.png", Color.RED);
    assertThatThrownBy(() -> of("cache:///m/flat").load())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no labels");
    assertThatThrownBy(() -> CachedImageNet.of(spark, "cache:///m/pictures").load())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no batch size");
  }

  @Test
  void unpersistLetsGoOfWhatExecutorsKeep() throws IOException {
    DistributedDataSet<MiniBatch<Float>> dataSet = load().dataSet();
    JavaRDD<MiniBatch<Float>> data = dataSet.data(true).toJavaRDD();
    List<Integer> before = data.mapPartitions(CachedImageNetTest::oneBatch).collect();

    dataSet.unpersist();

    List<Integer> after = data.mapPartitions(CachedImageNetTest::oneBatch).collect();
    assertThat(new TreeSet<>(after)).doesNotContainAnyElementsOf(before).hasSize(BATCH);
  }

  private CachedImageNet load() throws IOException {
    return builder().load();
  }

  private CachedImageNet loadBeforeTraining() throws IOException {
    return builder().makeSamples(MakeSamples.BEFORE_TRAINING).load();
  }

  private CachedImageNet.Builder builder() {
    return of("cache:///m/pictures");
  }

  private CachedImageNet.Builder of(String path) {
    return CachedImageNet.of(spark, path)
        .batchSize(BATCH)
        .side(32)
        .augmentation(Augmentation.training(24));
  }

  private static Iterator<Integer> oneBatch(Iterator<MiniBatch<Float>> batches) {
    return labels(batches.next()).iterator();
  }

  private static List<Integer> labels(MiniBatch<Float> batch) {
    float[] labels = (float[]) batch.getTarget().toTensor(Floats.numeric()).storage().array();
    return IntStream.range(0, batch.size()).mapToObj(i -> (int) labels[i]).toList();
  }

  private static List<Integer> all() {
    return IntStream.rangeClosed(1, PICTURES).boxed().toList();
  }

  private void write(String path, Color colour) throws IOException {
    settle(Pictures.write(folder.resolve(path), 40, 40, colour));
  }

  /** Files that changed a moment ago are not cached. */
  private static void settle(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
  }
}
