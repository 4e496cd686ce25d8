package io.kindling.bigdl;

import com.intel.analytics.bigdl.dataset.ByteRecord;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.listing.PictureSet;
import io.kindling.image.record.LabelBase;
import io.kindling.image.record.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SerializableWritable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The pictures of a folder as BigDL's records: width and height as big-endian integers, then rows
 * of blue, green and red bytes, labelled from 1 in the order of the class names.
 *
 * <p>The driver lists the folder once; executors open each picture with the status from that
 * listing, so that the under store is not asked for it again, and prefer the pictures whose blocks
 * their own storage node has. Nothing is read before an action on {@link #rdd}.
 */
public final class PictureRecords {

  private static final Logger LOG = LoggerFactory.getLogger(PictureRecords.class);

  private final JavaRDD<ByteRecord> rdd;
  private final List<String> classNames;
  private final long pictures;
  private final LongAccumulator dropped;

  private PictureRecords(
      JavaRDD<ByteRecord> rdd, List<String> classNames, long pictures, LongAccumulator dropped) {
    this.rdd = rdd;
    this.classNames = classNames;
    this.pictures = pictures;
    this.dropped = dropped;
  }

  /**
   * Begins to describe what is to be read.
   *
   * @param folder Hadoop path of class folders, or of flat files named {@code n01440764_*.JPEG}
   */
  public static Builder of(JavaSparkContext spark, String folder) {
    return new Builder(spark, folder);
  }

  /** The records, those of one owner together. */
  public JavaRDD<ByteRecord> rdd() {
    return rdd;
  }

  /** Names of the classes; the label of a record is the place of its class in the list, from 1. */
  public List<String> classNames() {
    return classNames;
  }

  /** Pictures that were listed and whose label is not above the limit. */
  public long pictures() {
    return pictures;
  }

  /**
   * Pictures that could not be decoded and were left out so far. Grows while actions on {@link
   * #rdd} run, and counts a picture again when a task is repeated.
   */
  public long dropped() {
    return dropped.value();
  }

  /** What to read, and how. */
  public static final class Builder {

    private final JavaSparkContext spark;
    private final Path folder;
    private int side = 256;
    private int classes = Integer.MAX_VALUE;
    private Undecodable undecodable = Undecodable.DROP;

    private Builder(JavaSparkContext spark, String folder) {
      this.spark = spark;
      this.folder = new Path(folder);
    }

    /** Side in pixels of the square that pictures are resized to; 256 unless told, as in BigDL. */
    public Builder side(int pixels) {
      if (pixels < 1) {
        throw new IllegalArgumentException("side " + pixels + " is below 1 pixel");
      }
      side = pixels;
      return this;
    }

    /** Leaves out pictures with a label above this number, as BigDL's own loader does. */
    public Builder classes(int number) {
      if (number < 1) {
        throw new IllegalArgumentException("number of classes " + number + " is below 1");
      }
      classes = number;
      return this;
    }

    /** What to do about pictures that cannot be decoded; they are dropped unless told. */
    public Builder undecodable(Undecodable action) {
      undecodable = action;
      return this;
    }

    /**
     * Lists the folder.
     *
     * @throws IOException when the folder does not exist, holds no picture or pictures without
     *     labels; the message names it
     */
    public PictureRecords load() throws IOException {
      Configuration options = spark.hadoopConfiguration();
      FileSystem store = folder.getFileSystem(options);
      PictureSet set =
          PictureSet.list(
                  options, List.of(folder), ListingOptions.defaults().withLabelBase(LabelBase.ONE))
              .requirePictureFiles()
              .requireLabels();
      List<SourceFile> files =
          set.files().stream()
              .filter(file -> file.labels().hasLabel() && file.labels().label() <= classes)
              .toList();
      if (files.size() < set.files().size()) {
        LOG.info(
            "left out {} of {} pictures of {}, without labels or with labels above {}",
            set.files().size() - files.size(),
            set.files().size(),
            folder,
            classes);
      }
      LongAccumulator dropped = spark.sc().longAccumulator("pictures dropped");
      Broadcast<SerializableWritable<Configuration>> shipped =
          spark.broadcast(new SerializableWritable<>(new Configuration(options)));
      JavaRDD<ByteRecord> rdd =
          planned(PicturePlan.of(files, spark.defaultParallelism(), PicturePlan.ownersIn(store)))
              .mapPartitions(new PictureTask(shipped, side, undecodable, dropped))
              .setName("pictures of " + folder);
      return new PictureRecords(rdd, set.classes(), files.size(), dropped);
    }

    /** A partition for each task, on the executor that it prefers. */
    private JavaRDD<List<SourceFile>> planned(PicturePlan plan) {
      List<Tuple2<List<SourceFile>, Seq<String>>> tasks = new ArrayList<>();
      for (PicturePlan.Task task : plan.tasks()) {
        List<String> places =
            task.place().equals(PicturePlan.ANYWHERE) ? List.of() : List.of(task.place());
        tasks.add(new Tuple2<>(task.files(), scala(places)));
      }
      ClassTag<List<SourceFile>> type = ClassTag$.MODULE$.apply(List.class);
      return spark.sc().makeRDD(scala(tasks), type).toJavaRDD();
    }

    private static <T> Seq<T> scala(List<T> list) {
      return JavaConverters.asScalaBufferConverter(list).asScala().toList();
    }
  }
}
