package io.kindling.bigdl.dataset;

import com.intel.analytics.bigdl.dataset.ByteRecord;
import com.intel.analytics.bigdl.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dataset.MiniBatch;
import com.intel.analytics.bigdl.dataset.Sample;
import com.intel.analytics.bigdl.dataset.Sample$;
import com.intel.analytics.bigdl.transform.vision.image.ImageFeature;
import io.kindling.bigdl.batch.Augmentation;
import java.nio.ByteBuffer;
import org.apache.spark.ml.image.ImageSchema$;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple3;

/**
 * A set of pictures, whose packs are there or are made by the first epoch. What is no data set
 * makes all of them before it is given. Used in the driver by one thread at a time.
 */
public final class LoadedSet {

  /** Bytes of width and height before the pixels of BigDL's record. */
  private static final int HEADER = 8;

  /** OpenCV's number for three bytes of colour, as in Spark's own pictures. */
  private static final int BGR_MODE = 16;

  private final SetSource source;

  LoadedSet(SetSource source) {
    this.source = source;
  }

  /** What loading took. */
  public LoadCounts counts() {
    return source.counts();
  }

  /** Packs whose pictures are mixed at a time. */
  public int packsMixed() {
    return source.current().tuning().packsMixed();
  }

  /** The data set that BigDL trains from. */
  public DistributedDataSet<MiniBatch<Float>> dataSet() {
    return new PackedDataSet(source);
  }

  /** BigDL's records: width and height as big-endian integers, then the pixels. */
  public RDD<ByteRecord> records() {
    return pictures(
        picture -> {
          byte[] record = picture.bytes(HEADER);
          ByteBuffer.wrap(record).putInt(picture.width()).putInt(picture.height());
          return new ByteRecord(record, picture.label());
        },
        ByteRecord.class);
  }

  /** Samples with the floats of a batch; the parts that are drawn are the same in every job. */
  public RDD<Sample<Float>> samples() {
    Augmentation augmentation = source.current().augmentation();
    long seed = source.current().tuning().seed();
    return pictures(
        picture ->
            Sample$.MODULE$.<Float>apply(
                Floats.tensor(
                    picture.floats(augmentation, seed + 31L * picture.path().hashCode()),
                    3,
                    augmentation.height(),
                    augmentation.width()),
                Floats.tensor(new float[] {picture.label()}, 1),
                Floats.tag(),
                Floats.numeric()),
        Sample.class);
  }

  /**
   * Features for image frames, with the pixels as bytes and their size; {@code PixelBytesToMat}
   * makes OpenCV's matrices of them.
   */
  public RDD<ImageFeature> features() {
    return pictures(
        picture -> {
          ImageFeature feature =
              new ImageFeature(picture.bytes(0), picture.label(), picture.path());
          feature.update(
              ImageFeature.originalSize(),
              new Tuple3<>(picture.height(), picture.width(), Picture.CHANNELS));
          return feature;
        },
        ImageFeature.class);
  }

  /**
   * Rows of {@code image}, the struct of Spark's image schema with the decoded pixels, and {@code
   * label}, a double as Spark's estimators want it.
   */
  public Dataset<Row> dataFrame() {
    RDD<Row> rows =
        pictures(
            picture ->
                RowFactory.create(
                    RowFactory.create(
                        picture.path(),
                        picture.height(),
                        picture.width(),
                        Picture.CHANNELS,
                        BGR_MODE,
                        picture.bytes(0)),
                    (double) picture.label()),
            Row.class);
    StructType schema =
        new StructType()
            .add("image", ImageSchema$.MODULE$.columnSchema(), false)
            .add("label", DataTypes.DoubleType, false);
    return SparkSession.builder()
        .config(source.spark().conf())
        .getOrCreate()
        .createDataFrame(rows.toJavaRDD(), schema);
  }

  private <T> RDD<T> pictures(PictureMapper<T> mapper, Class<?> type) {
    BatchSource exact = source.exact();
    return new PictureRdd<>(
        source.spark(),
        source.places(),
        exact,
        exact.tuning().threads(),
        mapper,
        PlacedRdd.tag(type));
  }
}
