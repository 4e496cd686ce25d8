package io.kindling.spark.scan;

import io.kindling.image.record.SourceFile;
import io.kindling.image.samples.SamplePlan;
import io.kindling.image.samples.SampleTransform;
import io.kindling.spark.metrics.ImagesMetrics;
import io.kindling.spark.place.EpochOrder;
import io.kindling.spark.place.PartitionPlan;
import io.kindling.spark.place.SamplePartitions;
import io.kindling.spark.read.ImagesPartition;
import io.kindling.spark.read.ImagesReaderFactory;
import io.kindling.spark.read.ImagesSchema;
import io.kindling.spark.read.Need;
import io.kindling.spark.read.ScanOptions.Epoch;
import io.kindling.spark.read.TaskRead;
import io.kindling.spark.stream.ImagesStream;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.metric.CustomMetric;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.Statistics;
import org.apache.spark.sql.connector.read.SupportsReportStatistics;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * One read of some columns of some files: partitions on the driver, and the factory that goes to
 * executors. Scans of the same are equal, so that Spark reads once what a query names twice.
 */
final class ImagesScan implements Scan, Batch, SupportsReportStatistics {
  /** What rows without a picture take, roughly. */
  private static final long ROW_BYTES = 200;

  private final ReadContext context;
  private final List<SourceFile> files;
  private final TaskRead read;
  private final List<Predicate> pushed;
  private InputPartition @Nullable [] planned;

  /**
   * @param files those that passed the pushed filters
   */
  ImagesScan(ReadContext context, List<SourceFile> files, TaskRead read, List<Predicate> pushed) {
    this.context = context;
    this.files = files;
    this.read = read;
    this.pushed = pushed;
  }

  @Override
  public StructType readSchema() {
    return read.columns();
  }

  @Override
  public String description() {
    return context.name()
        + " ("
        + files.size()
        + (context.filesArePictures() ? " pictures, " : " files, ")
        + context.set().layout()
        + (pushed.isEmpty() ? "" : ", where " + pushed)
        + ")";
  }

  @Override
  public Batch toBatch() {
    context.requirePictures();
    return this;
  }

  @Override
  public MicroBatchStream toMicroBatchStream(String checkpoint) {
    return new ImagesStream(context.source(), read, checkpoint);
  }

  /** Made once: Spark asks several times while it plans one query, and sets are long. */
  @Override
  public synchronized InputPartition[] planInputPartitions() {
    InputPartition[] known = planned;
    if (known == null) {
      known = partitions();
      planned = known;
    }
    return known.clone();
  }

  private InputPartition[] partitions() {
    SparkContext spark = SparkSession.active().sparkContext();
    Epoch epoch = context.epoch();
    EpochOrder order =
        epoch == null ? EpochOrder.LISTED : EpochOrder.shuffled(epoch.seed(), epoch.number());
    SampleTransform samples = read.samples();
    if (samples != null) {
      SamplePlan plan = new SamplePlan(context.configuration(), samples);
      return new SamplePartitions(spark.defaultParallelism(), plan)
          .partitions(context.set(), files, order)
          .toArray(new InputPartition[0]);
    }
    List<ImagesPartition> partitions =
        PartitionPlan.of(context.set(), files, context.configuration(), spark.defaultParallelism())
            .partitions(files, order);
    return partitions.toArray(new InputPartition[0]);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return ImagesReaderFactory.broadcast(context.configuration(), read);
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return ImagesMetrics.supported();
  }

  @Override
  public Statistics estimateStatistics() {
    boolean pictures = ImagesSchema.need(read.columns()) != Need.NOTHING;
    long stored = files.stream().mapToLong(SourceFile::length).sum();
    long rows = files.size() * ROW_BYTES;
    OptionalLong number =
        context.filesArePictures() ? OptionalLong.of(files.size()) : OptionalLong.empty();
    return new Statistics() {
      @Override
      public OptionalLong sizeInBytes() {
        return OptionalLong.of(pictures ? stored + rows : rows);
      }

      @Override
      public OptionalLong numRows() {
        return number;
      }
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof ImagesScan scan
            && context.equals(scan.context)
            && read.equals(scan.read)
            && pushed.equals(scan.pushed)
            && files.equals(scan.files));
  }

  // Of little: a hash of a million files takes long, and few scans are compared.
  @Override
  public int hashCode() {
    return Objects.hash(context.name(), files.size(), pushed);
  }
}
