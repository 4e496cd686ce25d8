package io.kindling.bigdl;

import com.intel.analytics.bigdl.dataset.ByteRecord;
import com.intel.analytics.bigdl.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dataset.MiniBatch;
import com.intel.analytics.bigdl.dataset.Sample;
import com.intel.analytics.bigdl.transform.vision.image.DistributedImageFrame;
import com.intel.analytics.bigdl.transform.vision.image.ImageFrame$;
import io.kindling.bigdl.batch.Augmentation;
import io.kindling.bigdl.dataset.LoadCounts;
import io.kindling.bigdl.dataset.LoadedSet;
import io.kindling.bigdl.dataset.SetLoader;
import io.kindling.image.decode.DecodeOptions;
import io.kindling.image.decode.TargetSize;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.listing.PictureSet;
import io.kindling.image.record.LabelBase;
import io.kindling.image.samples.SampleTransform;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Pictures as BigDL trains them, straight out of the cache: decoded once in the cluster, kept as
 * ready samples by their owners, cut, mirrored and turned into floats when a batch is filled. No
 * Spark shuffle, no copy of the set on the heap.
 *
 * <p>Instead of {@code ImageNet2012(path, sc, 224, batchSize, nodes, cores, 1000)}:
 *
 * <pre>{@code
 * val trainSet: DataSet[MiniBatch[Float]] =
 *   CachedImageNet.train(sc, "cache:///imagenet/train", 224, batchSize, 1000)
 * }</pre>
 *
 * <p>BigDL's engine has to be initialised before. Used in the driver by one thread at a time.
 */
public final class CachedImageNet {

  private final LoadedSet loaded;
  private final List<String> classNames;

  private CachedImageNet(LoadedSet loaded, List<String> classNames) {
    this.loaded = loaded;
    this.classNames = classNames;
  }

  /**
   * The data set that BigDL's Inception example trains from, with its own transformers' arithmetic.
   *
   * @param path Hadoop path that leads through the cache
   * @param imageSize side of the part that is cut out of each picture, in pixels
   * @param batchSize pictures of a batch over all nodes
   * @param classNumber pictures with labels above it are left out
   * @param <T> Scala's {@code Float}, or Java's
   * @throws IOException see {@link Builder#load}
   */
  public static <T> DistributedDataSet<MiniBatch<T>> train(
      SparkContext spark, String path, int imageSize, int batchSize, int classNumber)
      throws IOException {
    return of(JavaSparkContext.fromSparkContext(spark), path)
        .augmentation(Augmentation.training(imageSize))
        .batchSize(batchSize)
        .classes(classNumber)
        .load()
        .dataSet();
  }

  /**
   * The data set that BigDL's Inception example validates with: the middle of each picture, every
   * picture once.
   *
   * @see #train
   * @throws IOException see {@link Builder#load}
   */
  public static <T> DistributedDataSet<MiniBatch<T>> validation(
      SparkContext spark, String path, int imageSize, int batchSize, int classNumber)
      throws IOException {
    return of(JavaSparkContext.fromSparkContext(spark), path)
        .augmentation(Augmentation.validation(imageSize))
        .batchSize(batchSize)
        .classes(classNumber)
        .load()
        .dataSet();
  }

  /**
   * Begins to describe what is to be trained.
   *
   * @param path Hadoop path that leads through the cache, of class folders, of files named {@code
   *     n01440764_*.JPEG}, or of containers of pictures
   */
  public static Builder of(JavaSparkContext spark, String path) {
    return new Builder(spark, path);
  }

  /**
   * The data set, with as many partitions as BigDL has nodes.
   *
   * @param <T> Scala's {@code Float}, or Java's: one class of BigDL stands for both
   */
  @SuppressWarnings({"unchecked", "rawtypes"})
  public <T> DistributedDataSet<MiniBatch<T>> dataSet() {
    return (DistributedDataSet) loaded.dataSet();
  }

  /** Decoded pictures of one size, as BigDL's generator of SequenceFiles writes them. */
  public JavaRDD<ByteRecord> records() {
    return loaded.records().toJavaRDD();
  }

  /** Pictures as a batch has them, one by one; random parts are the same in every job. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  public <T> JavaRDD<Sample<T>> samples() {
    return (JavaRDD) loaded.samples().toJavaRDD();
  }

  /**
   * Pictures for BigDL's and Zoo's transformers of image frames: the decoded pixels are bytes, of
   * which {@code PixelBytesToMat} makes OpenCV's matrices.
   */
  public DistributedImageFrame imageFrame() {
    return ImageFrame$.MODULE$.rdd(loaded.features());
  }

  /**
   * Pictures for Spark ML and Zoo's NNFrames: {@code image}, the struct of Spark's image schema
   * with pixels of the samples' size, and {@code label}, a double.
   */
  public Dataset<Row> dataFrame() {
    return loaded.dataFrame();
  }

  /** Names of the classes in the order of their labels; empty when the listing knows none. */
  public List<String> classNames() {
    return classNames;
  }

  /**
   * Pictures that are trained; records that the set is told to have while the first epoch makes its
   * samples.
   */
  public long pictures() {
    return loaded.counts().pictures();
  }

  /** Packs whose pictures are mixed at a time; fewer than asked for when memory is short. */
  public int packsMixed() {
    return loaded.packsMixed();
  }

  /** What loading took, as far as it is known now. */
  public LoadCounts counts() {
    return loaded.counts();
  }

  /** What to train, and how. */
  public static final class Builder {

    private final JavaSparkContext spark;
    private final Path path;
    private Augmentation augmentation = Augmentation.training(224);
    private int side = 256;
    private int classes = Integer.MAX_VALUE;
    private int batchSize;
    private int ahead = 2;
    private int packsMixed = 64;
    private long seed = 1;
    private Undecodable undecodable = Undecodable.DROP;
    private @Nullable MakeSamples makeSamples;
    private LabelBase labelBase = LabelBase.ONE;

    private Builder(JavaSparkContext spark, String path) {
      this.spark = spark;
      this.path = new Path(path);
    }

    /** Pictures of a batch over all nodes; a multiple of all their cores. Has to be told. */
    public Builder batchSize(int pictures) {
      batchSize = atLeastOne("batch size", pictures);
      return this;
    }

    /** What is done to each picture; BigDL's training at 224 pixels unless told. */
    public Builder augmentation(Augmentation changed) {
      augmentation = changed;
      return this;
    }

    /**
     * Side in pixels of the square samples that pictures are resized to; 256 unless told, as in
     * BigDL.
     */
    public Builder side(int pixels) {
      side = atLeastOne("side", pixels);
      return this;
    }

    /** Leaves out pictures with a label above this number, as BigDL's own loader does. */
    public Builder classes(int number) {
      classes = atLeastOne("number of classes", number);
      return this;
    }

    /** The label of the first class; 1 unless told, as BigDL's criteria want it. */
    public Builder labelBase(LabelBase base) {
      labelBase = base;
      return this;
    }

    /** What to do about pictures that cannot be decoded; they are dropped unless told. */
    public Builder undecodable(Undecodable action) {
      undecodable = action;
      return this;
    }

    /**
     * When ready samples are made that nobody has: unless told, while the first epoch is trained if
     * pictures are cut or mirrored at random, before the set is loaded if they are not, as for
     * validation. Containers of pictures of which not everything is cached are always made before.
     */
    public Builder makeSamples(MakeSamples when) {
      makeSamples = when;
      return this;
    }

    /** Batches that each node fills before they are asked for; 2 unless told, 0 for none. */
    public Builder ahead(int batches) {
      if (batches < 0) {
        throw new IllegalArgumentException("batches ahead: " + batches + " is below 0");
      }
      ahead = batches;
      return this;
    }

    /**
     * Packs of up to 16 MiB whose pictures are mixed at a time; 64 unless told, and fewer when
     * twice as many do not fit into half of the cache, or half of the direct memory of executors
     * without a storage node. They stay open while they are mixed: the more, the better the
     * mixture, and the more of the cache cannot be evicted.
     */
    public Builder packsMixed(int packs) {
      packsMixed = atLeastOne("packs mixed", packs);
      return this;
    }

    /** Decides orders and random parts: the same seed trains the same batches. 1 unless told. */
    public Builder seed(long number) {
      seed = number;
      return this;
    }

    /**
     * Lists the pictures, and counts them, for which packs may have to be made, see {@link
     * #makeSamples}.
     *
     * @throws IOException when the path does not exist or does not lead through the cache, holds no
     *     picture, or pictures without labels; the message names it
     * @throws IllegalArgumentException when the batch size is no multiple of all cores, or the part
     *     that is cut out larger than a sample
     */
    public CachedImageNet load() throws IOException {
      if (batchSize == 0) {
        throw new IllegalArgumentException(
            "no batch size for " + path + ": give a multiple of all cores of the executors");
      }
      SetLoader loader =
          new SetLoader(
              spark,
              new SetLoader.Wishes(
                  new SampleTransform(DecodeOptions.bgr().withSize(TargetSize.exactly(side, side))),
                  augmentation,
                  classes,
                  undecodable,
                  makeSamples(),
                  batchSize,
                  ahead,
                  packsMixed,
                  seed));
      PictureSet set =
          PictureSet.list(
                  spark.hadoopConfiguration(),
                  List.of(path),
                  ListingOptions.defaults().withLabelBase(labelBase))
              .requireLabels();
      return new CachedImageNet(loader.load(set), set.classes());
    }

    private MakeSamples makeSamples() {
      MakeSamples told = makeSamples;
      if (told != null) {
        return told;
      }
      return augmentation.isRandom() ? MakeSamples.WHILE_TRAINING : MakeSamples.BEFORE_TRAINING;
    }

    private static int atLeastOne(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " " + value + " is below 1");
      }
      return value;
    }
  }
}
