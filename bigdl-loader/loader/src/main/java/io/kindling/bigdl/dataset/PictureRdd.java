package io.kindling.bigdl.dataset;

import io.kindling.image.decode.PixelSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import scala.reflect.ClassTag;

/**
 * The pictures of a set one by one, each made into something else. Every partition of the set is
 * cut into some slices, so that all cores of its executor have one.
 */
final class PictureRdd<T> extends PlacedRdd<T> {

  private static final long serialVersionUID = 1;

  private final BatchSource source;
  private final int slices;
  private final PictureMapper<T> mapper;

  PictureRdd(
      SparkContext spark,
      List<String> places,
      BatchSource source,
      int slices,
      PictureMapper<T> mapper,
      ClassTag<T> type) {
    super(spark, repeated(places, slices), type);
    this.source = source;
    this.slices = slices;
    this.mapper = mapper;
  }

  private static List<String> repeated(List<String> places, int slices) {
    List<String> repeated = new ArrayList<>();
    for (String place : places) {
      for (int slice = 0; slice < slices; slice++) {
        repeated.add(place);
      }
    }
    return repeated;
  }

  @Override
  public scala.collection.Iterator<T> compute(Partition partition, TaskContext task) {
    PartitionPlan plan = source.plan(partition.index() / slices);
    long slice = partition.index() % slices;
    int from = (int) (plan.pictures() * slice / slices);
    int to = (int) (plan.pictures() * (slice + 1) / slices);
    Pictures pictures = new Pictures(plan.slice(from, to), from);
    TaskCompletionListener end = ended -> pictures.close();
    var ignored = task.addTaskCompletionListener(end);
    return scala(pictures);
  }

  /** What a task makes. */
  private final class Pictures implements Iterator<T> {

    private final PartitionPlan plan;
    private final PartOpener.PartRun packs;
    private final PixelSize size = source.reading().transform().size();
    private int number;
    private int nextPart;
    private int nextPicture;
    private @Nullable SamplePart open;

    Pictures(PartitionPlan plan, int first) {
      this.plan = plan;
      this.packs = source.opener(plan).run();
      this.number = first;
    }

    @Override
    public boolean hasNext() {
      return nextPart < plan.parts().size();
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException("all pictures have been read");
      }
      SamplePart pack = pack();
      ByteBuffer bgr = pack.bgr(nextPicture);
      T made =
          mapper.map(
              new Picture(
                  number,
                  pack.label(nextPicture),
                  pack.path(nextPicture),
                  size.width(),
                  size.height(),
                  bgr));
      number++;
      nextPicture++;
      if (nextPicture == plan.parts().get(nextPart).count()) {
        closePack();
        nextPart++;
        nextPicture = 0;
      }
      return made;
    }

    private SamplePart pack() {
      SamplePart known = open;
      if (known == null) {
        try {
          known = packs.open(nextPart);
        } catch (IOException e) {
          throw new UncheckedIOException(e.getMessage(), e);
        }
        open = known;
      }
      return known;
    }

    void close() {
      closePack();
      packs.close();
    }

    private void closePack() {
      SamplePart known = open;
      open = null;
      if (known != null) {
        known.close();
      }
    }
  }
}
