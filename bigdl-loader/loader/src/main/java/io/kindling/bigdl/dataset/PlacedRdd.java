package io.kindling.bigdl.dataset;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import scala.collection.AbstractIterator;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Partitions that prefer a place each, and depend on nothing. */
abstract class PlacedRdd<T> extends RDD<T> {

  private static final long serialVersionUID = 1;

  private final List<String> places;

  PlacedRdd(SparkContext spark, List<String> places, ClassTag<T> type) {
    super(spark, none(), type);
    this.places = new ArrayList<>(places);
  }

  private static Seq<Dependency<?>> none() {
    return scala(new ArrayList<>());
  }

  static <E> Seq<E> scala(List<E> list) {
    return JavaConverters.asScalaBufferConverter(list).asScala();
  }

  static <E> scala.collection.Iterator<E> scala(Iterator<E> iterator) {
    return new AbstractIterator<>() {
      @Override
      public boolean hasNext() {
        return iterator.hasNext();
      }

      @Override
      public E next() {
        return iterator.next();
      }
    };
  }

  @SuppressWarnings("unchecked")
  static <E> ClassTag<E> tag(Class<?> type) {
    return (ClassTag<E>) ClassTag$.MODULE$.apply(type);
  }

  @Override
  public Partition[] getPartitions() {
    Partition[] partitions = new Partition[places.size()];
    for (int i = 0; i < partitions.length; i++) {
      partitions[i] = new Numbered(i);
    }
    return partitions;
  }

  @Override
  public Seq<String> getPreferredLocations(Partition partition) {
    String place = places.get(partition.index());
    return scala(place.equals(Places.ANYWHERE) ? List.of() : List.of(place));
  }

  /** A partition is its number. */
  private record Numbered(int index) implements Partition {
    @Override
    public int hashCode() {
      return index;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Numbered same && same.index == index;
    }
  }
}
