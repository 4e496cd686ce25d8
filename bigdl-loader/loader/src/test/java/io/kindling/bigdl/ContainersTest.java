package io.kindling.bigdl;

import static org.assertj.core.api.Assertions.assertThat;

import com.intel.analytics.bigdl.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dataset.MiniBatch;
import io.kindling.bigdl.batch.Augmentation;
import io.kindling.bigdl.dataset.Floats;
import io.kindling.image.decode.TargetSize;
import io.kindling.image.record.Labels;
import io.kindling.image.record.RawPixels;
import io.kindling.image.sequencefile.SequenceFileShards;
import io.kindling.image.tfrecord.TfRecordShards;
import io.kindling.image.webdataset.TarShards;
import io.kindling.image.write.OutgoingPicture;
import io.kindling.image.write.OutgoingPixels;
import io.kindling.image.write.PictureEncoding;
import io.kindling.image.write.Scaling;
import io.kindling.image.write.ShardFormat;
import io.kindling.image.write.ShardLimits;
import io.kindling.image.write.ShardedOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.io.SequenceFile.CompressionType;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training from containers of pictures; every picture is a class of its own. */
class ContainersTest {

  private static final int PICTURES = 21;
  private static final int IN_SHARD = 8;
  private static final int BATCH = 4;
  private static final int SIDE = 40;

  @TempDir Path folder;
  private JavaSparkContext spark;

  static Stream<ShardFormat> formats() {
    return Stream.of(
        new SequenceFileShards(
            SequenceFileShards.KeyForm.NAME_AND_LABEL,
            new OutgoingPixels(TargetSize.original(), Scaling.BILINEAR),
            CompressionType.RECORD),
        new TfRecordShards(PictureEncoding.PNG),
        new TarShards(PictureEncoding.PNG));
  }

  @BeforeEach
  void startSpark() {
    spark = LocalSpark.start(folder, Map.of("faults", "strict", "metadata.settle-time", "0ms"));
  }

  @AfterEach
  void stopSpark() throws IOException {
    LocalSpark.stop(spark);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void everyPictureIsTrainedOnceWithItsLabelAndItsPixels(ShardFormat format) throws IOException {
    write(format);

    for (int trial = 0; trial < 2; trial++) {
      CachedImageNet images =
          CachedImageNet.of(spark, "cache:///m/train")
              .batchSize(BATCH)
              .side(SIDE)
              .augmentation(Augmentation.training(24))
              .load();
      DistributedDataSet<MiniBatch<Float>> dataSet = images.dataSet();
      dataSet.shuffle();
      JavaRDD<MiniBatch<Float>> data = dataSet.data(true).toJavaRDD();
      List<List<Integer>> pictures = new ArrayList<>();
      for (int iteration = 0; iteration * BATCH < PICTURES; iteration++) {
        pictures.addAll(data.mapPartitions(all -> pictures(all.next()).iterator()).collect());
      }

      dataSet.shuffle();
      assertThat(images.pictures()).isEqualTo(PICTURES);
      assertThat(images.counts().decoded()).isEqualTo(trial == 0 ? PICTURES : 0);
      assertThat(pictures.subList(0, PICTURES))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.rangeClosed(1, PICTURES).mapToObj(label -> List.of(label, label)).toList());
    }
  }

  /** Label and blue value of each picture of a batch. */
  private static List<List<Integer>> pictures(MiniBatch<Float> batch) {
    float[] labels = (float[]) batch.getTarget().toTensor(Floats.numeric()).storage().array();
    float[] floats = (float[]) batch.getInput().toTensor(Floats.numeric()).storage().array();
    int meanBlue = 104;
    return IntStream.range(0, batch.size())
        .mapToObj(i -> List.of((int) labels[i], (int) floats[i * 3 * 24 * 24] + meanBlue))
        .toList();
  }

  private void write(ShardFormat format) throws IOException {
    Path target = Files.createDirectories(folder.resolve("train"));
    try (ShardedOutput output =
        new ShardedOutput(
            spark.hadoopConfiguration(),
            new org.apache.hadoop.fs.Path(target.toUri()),
            format,
            ShardLimits.records(IN_SHARD),
            new ShardFormat.ShardPlace("train", 0, 1, 0, ""))) {
      for (int number = 0; number < PICTURES; number++) {
        byte[] bgr = new byte[SIDE * SIDE * 3];
        Arrays.fill(bgr, (byte) (number + 1));
        output.add(
            new OutgoingPicture(
                "/picture" + number,
                new Labels(number, null, null),
                new RawPixels(SIDE, SIDE, ByteBuffer.wrap(bgr))));
      }
      output.finish();
    }
  }
}
