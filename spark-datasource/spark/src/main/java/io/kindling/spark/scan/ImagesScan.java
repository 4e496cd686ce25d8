package io.kindling.spark.scan;

import io.kindling.image.column.Need;
import io.kindling.image.record.SourceFile;
import io.kindling.image.source.ListedSource;
import io.kindling.image.source.PictureRead;
import io.kindling.image.source.ReadPlan;
import io.kindling.spark.metrics.ImagesMetrics;
import io.kindling.spark.read.ImagesPartition;
import io.kindling.spark.read.ImagesReaderFactory;
import io.kindling.spark.stream.ImagesStream;
import io.kindling.spark.stream.StreamSource;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
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
  private final StructType columns;
  private final PictureRead read;
  private final List<Predicate> pushed;
  private InputPartition @Nullable [] planned;

  /**
   * @param files those that passed the pushed filters
   */
  ImagesScan(
      ReadContext context,
      List<SourceFile> files,
      StructType columns,
      PictureRead read,
      List<Predicate> pushed) {
    this.context = context;
    this.files = files;
    this.columns = columns;
    this.read = read;
    this.pushed = pushed;
  }

  @Override
  public StructType readSchema() {
    return columns;
  }

  @Override
  public String description() {
    return context.source().name()
        + " ("
        + files.size()
        + (context.source().filesArePictures() ? " pictures, " : " files, ")
        + context.source().set().layout()
        + (pushed.isEmpty() ? "" : ", where " + pushed)
        + ")";
  }

  @Override
  public Batch toBatch() {
    context.source().requirePictures();
    return this;
  }

  @Override
  public MicroBatchStream toMicroBatchStream(String checkpoint) {
    return new ImagesStream(
        new StreamSource(context.source(), context.stream()), columns, read, checkpoint);
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
    ListedSource source = context.source();
    return ReadPlan.of(
            source, files, read, SparkSession.active().sparkContext().defaultParallelism())
        .stream()
        .map(ImagesPartition::new)
        .toArray(InputPartition[]::new);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return ImagesReaderFactory.broadcast(context.source().configuration(), columns, read);
  }

  @Override
  public CustomMetric[] supportedCustomMetrics() {
    return ImagesMetrics.supported();
  }

  @Override
  public Statistics estimateStatistics() {
    boolean pictures = read.need() != Need.NOTHING;
    long stored = files.stream().mapToLong(SourceFile::length).sum();
    long rows = files.size() * ROW_BYTES;
    OptionalLong number =
        context.source().filesArePictures() ? OptionalLong.of(files.size()) : OptionalLong.empty();
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
            && columns.equals(scan.columns)
            && read.equals(scan.read)
            && pushed.equals(scan.pushed)
            && files.equals(scan.files));
  }

  // Of little: a hash of a million files takes long, and few scans are compared.
  @Override
  public int hashCode() {
    return Objects.hash(context.source().name(), files.size(), pushed);
  }
}
