package io.kindling.bigdl.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.intel.analytics.bigdl.dataset.ByteRecord;
import com.intel.analytics.bigdl.dataset.Transformer;
import com.intel.analytics.bigdl.dataset.image.BGRImgCropper;
import com.intel.analytics.bigdl.dataset.image.BGRImgNormalizer;
import com.intel.analytics.bigdl.dataset.image.BGRImgPixelNormalizer;
import com.intel.analytics.bigdl.dataset.image.BGRImgRdmCropper;
import com.intel.analytics.bigdl.dataset.image.BytesToBGRImg;
import com.intel.analytics.bigdl.dataset.image.CropCenter$;
import com.intel.analytics.bigdl.dataset.image.CropRandom$;
import com.intel.analytics.bigdl.dataset.image.HFlip;
import com.intel.analytics.bigdl.dataset.image.LabeledBGRImage;
import com.intel.analytics.bigdl.tensor.Tensor;
import com.intel.analytics.bigdl.transform.vision.image.FeatureTransformer;
import com.intel.analytics.bigdl.transform.vision.image.ImageFeature;
import com.intel.analytics.bigdl.transform.vision.image.MatToTensor$;
import com.intel.analytics.bigdl.transform.vision.image.augmentation.ChannelNormalize$;
import com.intel.analytics.bigdl.transform.vision.image.augmentation.RandomCropper$;
import com.intel.analytics.bigdl.transform.vision.image.augmentation.Resize$;
import com.intel.analytics.bigdl.transform.vision.image.opencv.OpenCVMat$;
import com.intel.analytics.bigdl.utils.RandomGenerator;
import com.intel.analytics.bigdl.utils.RandomGenerator$;
import io.kindling.bigdl.dataset.Floats;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

/** Value for value what BigDL's own transformers make of the same bytes and the same draws. */
class PictureFillerTest {

  private static final long SEED = 100;

  private static final BGRImgNormalizer BIGDL_MEANS = new BGRImgNormalizer(123, 117, 104, 1, 1, 1);

  @Test
  void randomPartsLessTheMeansAreBigDls() throws IOException {
    assertSame(
        records(),
        new BytesToBGRImg(1f, -1, -1)
            .$minus$greater(new BGRImgCropper(224, 224, CropRandom$.MODULE$))
            .$minus$greater(new HFlip(0.5))
            .$minus$greater(BIGDL_MEANS),
        Augmentation.training(224));
  }

  @Test
  void middlePartsLessTheMeansAreBigDls() throws IOException {
    assertSame(
        records(),
        new BytesToBGRImg(1f, -1, -1)
            .$minus$greater(new BGRImgCropper(224, 224, CropCenter$.MODULE$))
            .$minus$greater(BIGDL_MEANS),
        Augmentation.validation(224));
  }

  @Test
  void meansAndDeviationsOfZoosExamplesAreBigDls() throws IOException {
    assertSame(
        records(),
        new BytesToBGRImg(255f, -1, -1)
            .$minus$greater(new BGRImgCropper(224, 224, CropCenter$.MODULE$))
            .$minus$greater(new BGRImgNormalizer(0.485, 0.456, 0.406, 0.229, 0.224, 0.225)),
        Augmentation.validation(224).with(Normalization.ZOO_IMAGENET));
  }

  @Test
  void meansOfEachPixelAreBigDls() throws IOException {
    float[] means = new float[3 * 224 * 224];
    Random random = new Random(3);
    for (int i = 0; i < means.length; i++) {
      means[i] = random.nextFloat() * 255;
    }
    @SuppressWarnings("unchecked")
    Tensor<Object> tensor = (Tensor<Object>) (Tensor<?>) Floats.tensor(means, means.length);
    assertSame(
        records(),
        new BytesToBGRImg(1f, -1, -1)
            .$minus$greater(new BGRImgCropper(224, 224, CropRandom$.MODULE$))
            .$minus$greater(new HFlip(0.5))
            .$minus$greater(new BGRImgPixelNormalizer(tensor)),
        Augmentation.training(224).with(Normalization.pixels(1, means)));
  }

  @Test
  void oddSizesAreMirroredAsBigDlDoes() throws IOException {
    assertSame(
        generated(67, 41, 40),
        new BytesToBGRImg(1f, -1, -1)
            .$minus$greater(new BGRImgCropper(33, 21, CropRandom$.MODULE$))
            .$minus$greater(new HFlip(0.5))
            .$minus$greater(BIGDL_MEANS),
        new Augmentation(33, 21, Augmentation.Crop.RANDOM, 0.5, Normalization.BIGDL_IMAGENET));
  }

  @Test
  void partsOfPicturesWithoutPaddingAreBigDlsRandomCroppersToo() throws IOException {
    // BGRImgRdmCropper draws other places; a part as large as the picture leaves it no choice.
    assertSame(
        generated(224, 224, 3),
        new BytesToBGRImg(1f, -1, -1)
            .$minus$greater(new BGRImgRdmCropper(224, 224, 0))
            .$minus$greater(BIGDL_MEANS),
        Augmentation.validation(224));
  }

  @Test
  void partsLargerThanThePicturesAreRefused() {
    assertThatThrownBy(() -> new PictureFiller(Augmentation.training(224), 200, 256))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("224 x 224")
        .hasMessageContaining("200 x 256");
  }

  @Test
  void validationIsThatOfBigDlsInceptionExample() throws IOException {
    // What ImageNet2012Val of BigDL 0.13 does to the pixels of a record.
    List<FeatureTransformer> example =
        List.of(
            Resize$.MODULE$.apply(256, 256, Resize$.MODULE$.apply$default$3(), true),
            RandomCropper$.MODULE$.apply(224, 224, false, CropCenter$.MODULE$, 3),
            ChannelNormalize$.MODULE$.apply(123f, 117f, 104f, 1f, 1f, 1f));
    FeatureTransformer toTensor =
        MatToTensor$.MODULE$.apply(
            false, ImageFeature.imageTensor(), false, false, Floats.tag(), Floats.numeric());
    Augmentation ours = Augmentation.validation(224);
    PictureFiller filler = new PictureFiller(ours, 256, 256);
    float[] actual = new float[ours.floats()];
    for (ByteRecord record : generated(256, 256, 3)) {
      byte[] pixels = Arrays.copyOfRange(record.data(), 8, record.data().length);
      ImageFeature feature = new ImageFeature(pixels, record.label(), "generated");
      feature.update(ImageFeature.mat(), OpenCVMat$.MODULE$.fromPixelsBytes(pixels, 256, 256, 3));
      // A pipeline would say of a failure that the picture is none.
      example.forEach(step -> step.transformMat(feature));
      toTensor.transform(feature);
      Tensor<?> tensor = feature.apply(ImageFeature.imageTensor());
      float[] expected = (float[]) tensor.storage().array();

      filler.fill(ByteBuffer.wrap(pixels), filler.part((from, to) -> from), actual, 0);

      assertThat(Arrays.mismatch(actual, expected)).isEqualTo(-1);
    }
  }

  private static void assertSame(
      List<ByteRecord> records,
      Transformer<ByteRecord, LabeledBGRImage> transformer,
      Augmentation augmentation) {
    assertThat(records).isNotEmpty();
    RandomGenerator$.MODULE$.RNG().setSeed(SEED);
    scala.collection.Iterator<LabeledBGRImage> expected =
        transformer.apply(JavaConverters.asScalaIteratorConverter(records.iterator()).asScala());
    RandomGenerator draws = new RandomGenerator(SEED);
    int offset = 5;
    float[] actual = new float[offset + augmentation.floats()];
    float[] planes = new float[augmentation.floats()];
    boolean mirroredSome = false;
    for (ByteRecord record : records) {
      LabeledBGRImage image = expected.next();
      image.copyTo(planes, 0, false);
      ByteBuffer bytes = ByteBuffer.wrap(record.data());
      int width = bytes.getInt();
      int height = bytes.getInt();
      PictureFiller filler = new PictureFiller(augmentation, width, height);
      Augmentation.Part part = filler.part(draws::uniform);
      mirroredSome |= part.mirrored();
      filler.fill(direct(bytes), part, actual, offset);
      assertThat(Arrays.mismatch(actual, offset, actual.length, planes, 0, planes.length))
          .as("first float that differs, %s of %s", part, record.label())
          .isEqualTo(-1);
    }
    assertThat(mirroredSome).isEqualTo(augmentation.mirrorThreshold() < 1);
  }

  /** Bytes as the cache gives them: outside the heap, and not from the beginning of a buffer. */
  private static ByteBuffer direct(ByteBuffer bytes) {
    ByteBuffer copy = ByteBuffer.allocateDirect(bytes.remaining() + 11);
    copy.position(11);
    copy.put(11, bytes, bytes.position(), bytes.remaining());
    return copy;
  }

  /** Generated pictures of ImageNet's usual size, and BigDL's real ones where they are at hand. */
  private static List<ByteRecord> records() throws IOException {
    List<ByteRecord> records = generated(256, 256, 12);
    String property = System.getProperty("kindling.test-data");
    String variable = System.getenv("KINDLING_TEST_DATA");
    Path data = Path.of(variable != null ? variable : property != null ? property : "");
    Path real = data.resolve("bigdl-seq/generated-resize256");
    if (Files.isDirectory(real)) {
      records.addAll(sequenceFiles(real));
      records.addAll(sequenceFiles(data.resolve("bigdl-seq/generated-scale256-named")));
      assertThat(records).hasSize(34);
    }
    return records;
  }

  private static List<ByteRecord> generated(int width, int height, int count) {
    Random random = new Random(5);
    List<ByteRecord> records = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      byte[] pixels = new byte[3 * width * height];
      random.nextBytes(pixels);
      byte[] record =
          ByteBuffer.allocate(8 + pixels.length).putInt(width).putInt(height).put(pixels).array();
      records.add(new ByteRecord(record, number));
    }
    return records;
  }

  private static List<ByteRecord> sequenceFiles(Path folder) throws IOException {
    List<ByteRecord> records = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
        try (SequenceFile.Reader reader =
            new SequenceFile.Reader(new Configuration(), SequenceFile.Reader.file(path))) {
          Text key = new Text();
          Text value = new Text();
          while (reader.next(key, value)) {
            String label = key.toString().substring(key.toString().indexOf('\n') + 1);
            records.add(new ByteRecord(value.copyBytes(), Float.parseFloat(label)));
          }
        }
      }
    }
    return records;
  }
}
