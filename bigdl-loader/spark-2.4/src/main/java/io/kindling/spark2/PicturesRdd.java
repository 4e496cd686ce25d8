package io.kindling.spark2;

import io.kindling.bigdl.ExecutorNode;
import io.kindling.image.place.PicturePartition;
import io.kindling.image.source.PictureRead;
import io.kindling.image.source.PictureSource;
import io.kindling.image.source.ReadCounts;
import io.kindling.spark.row.ImageRows;
import io.kindling.spark.row.ReadAccumulators;
import io.kindling.spark.row.ReadCount;
import io.kindling.spark.row.RowIterator;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.SerializableWritable;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag$;

/** The rows of some partitions, each of which prefers a place. */
final class PicturesRdd extends RDD<InternalRow> {
  private static final long serialVersionUID = 1L;

  private final transient List<? extends PicturePartition> pictures;
  private final Broadcast<SerializableWritable<Configuration>> configuration;
  private final PictureRead read;
  private final ReadAccumulators counted;

  private PicturesRdd(
      SparkContext spark,
      Broadcast<SerializableWritable<Configuration>> configuration,
      List<? extends PicturePartition> pictures,
      PictureRead read) {
    super(spark, none(), ClassTag$.MODULE$.apply(InternalRow.class));
    this.pictures = pictures;
    this.configuration = configuration;
    this.read = read;
    this.counted = new ReadAccumulators(spark, EnumSet.allOf(ReadCount.class));
  }

  /** Internal rows, as a relation that needs no conversion gives them. */
  @SuppressWarnings("unchecked")
  static RDD<Row> rows(
      SparkContext spark,
      Configuration configuration,
      List<? extends PicturePartition> pictures,
      PictureRead read) {
    Broadcast<SerializableWritable<Configuration>> shipped =
        spark.broadcast(
            new SerializableWritable<>(configuration),
            ClassTag$.MODULE$.apply(SerializableWritable.class));
    return (RDD<Row>) (RDD<?>) new PicturesRdd(spark, shipped, pictures, read);
  }

  @Override
  public Partition[] getPartitions() {
    Partition[] partitions = new Partition[pictures.size()];
    for (int i = 0; i < partitions.length; i++) {
      partitions[i] = new Placed(i, pictures.get(i));
    }
    return partitions;
  }

  @Override
  public Seq<String> getPreferredLocations(Partition partition) {
    String place = ((Placed) partition).pictures.place();
    return scala(place.isEmpty() ? List.of() : List.of(place));
  }

  @Override
  public scala.collection.Iterator<InternalRow> compute(Partition partition, TaskContext task) {
    Configuration options = configuration.value().value();
    ExecutorNode.ensureIfPossible(options);
    ReadCounts counts = new ReadCounts();
    PictureSource source = PictureSource.open(options, ((Placed) partition).pictures, read, counts);
    // Listeners run in the reverse order: what is counted until the end is added.
    counted.addAtEnd(task, counts);
    TaskCompletionListener end = ended -> source.close();
    var ignored = task.addTaskCompletionListener(end);
    ImageRows rows = new ImageRows(read.columns(), read.options().tensor());
    return JavaConverters.asScalaIteratorConverter(new RowIterator(source::next, rows)).asScala();
  }

  private static Seq<Dependency<?>> none() {
    return scala(new ArrayList<>());
  }

  private static <E> Seq<E> scala(List<E> list) {
    return JavaConverters.asScalaBufferConverter(list).asScala();
  }

  /** What one task reads. */
  private record Placed(int index, PicturePartition pictures) implements Partition {
    @Override
    public int hashCode() {
      return index;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Placed same && same.index == index;
    }
  }
}
