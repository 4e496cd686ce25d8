package io.kindling.spark.scan;

import io.kindling.image.record.SourceFile;
import io.kindling.spark.read.ImagesSchema;
import io.kindling.spark.read.Need;
import io.kindling.spark.read.ReadMode;
import io.kindling.spark.read.RecordSample;
import io.kindling.spark.read.RowLimits;
import io.kindling.spark.read.TaskRead;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.connector.expressions.aggregate.AggregateFunc;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;
import org.apache.spark.sql.connector.expressions.aggregate.CountStar;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownAggregates;
import org.apache.spark.sql.connector.read.SupportsPushDownLimit;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownTableSample;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Takes from Spark which columns, which fields of {@code image} and which pictures are wanted.
 * Filters on what the listing knows, samples and counts are done here, without opening a file.
 */
public final class ImagesScanBuilder
    implements SupportsPushDownRequiredColumns,
        SupportsPushDownV2Filters,
        SupportsPushDownTableSample,
        SupportsPushDownLimit,
        SupportsPushDownAggregates {
  private final ReadContext context;
  private final FilePredicates predicates;
  private final List<FileTest> tests = new ArrayList<>();
  private Predicate[] pushed = {};
  private StructType columns;
  private @Nullable RecordSample sample;
  private int limit = Integer.MAX_VALUE;
  private int counts;

  public ImagesScanBuilder(ReadContext context) {
    this.context = context;
    this.columns = context.columns();
    this.predicates = new FilePredicates(FileColumns.of(context.set()));
  }

  @Override
  public void pruneColumns(StructType required) {
    columns = required;
  }

  @Override
  public Predicate[] pushPredicates(Predicate[] given) {
    List<Predicate> ours = new ArrayList<>();
    List<Predicate> left = new ArrayList<>();
    for (Predicate predicate : given) {
      FileTest test = predicates.test(predicate);
      if (test == null) {
        left.add(predicate);
      } else {
        ours.add(predicate);
        tests.add(test);
      }
    }
    pushed = ours.toArray(new Predicate[0]);
    return left.toArray(new Predicate[0]);
  }

  @Override
  public Predicate[] pushedPredicates() {
    return pushed.clone();
  }

  @Override
  public boolean pushTableSample(double lower, double upper, boolean withReplacement, long seed) {
    if (withReplacement) {
      return false;
    }
    sample = new RecordSample(lower, upper, seed);
    return true;
  }

  @Override
  public boolean pushLimit(int most) {
    limit = most;
    return true;
  }

  @Override
  public boolean supportCompletePushDown(Aggregation aggregation) {
    return context.filesArePictures() && onlyCounts(aggregation);
  }

  @Override
  public boolean pushAggregation(Aggregation aggregation) {
    if (!supportCompletePushDown(aggregation)) {
      return false;
    }
    context.requirePictures();
    counts = aggregation.aggregateExpressions().length;
    return true;
  }

  @Override
  public Scan build() {
    List<SourceFile> files = files();
    if (counts > 0) {
      return new CountScan(context.name(), files.size(), counts);
    }
    // Files are picked here; records of containers only where they are read.
    RecordSample left = context.filesArePictures() ? null : sample;
    TaskRead read =
        new TaskRead(
            columns, context.options(), context.set().reading(), new RowLimits(left, limit));
    return new ImagesScan(context, files, read, List.of(pushed));
  }

  private List<SourceFile> files() {
    List<SourceFile> all = context.set().files();
    boolean picked = context.filesArePictures();
    if (tests.isEmpty() && !picked) {
      return all;
    }
    Stream<SourceFile> wanted = all.stream().filter(this::passes);
    RecordSample drawn = sample;
    if (picked && drawn != null) {
      wanted = wanted.filter(file -> drawn.takes(file.path()));
    }
    // A picture that is left out because it is bad must not take another one's place.
    boolean everyFileIsARow =
        context.options().mode() != ReadMode.DROPMALFORMED
            || ImagesSchema.need(columns).compareTo(Need.HEADER) < 0;
    // With an epoch, the first ones are those of its order.
    if (picked && everyFileIsARow && context.epoch() == null) {
      wanted = wanted.limit(limit);
    }
    return wanted.toList();
  }

  private boolean passes(SourceFile file) {
    return tests.stream().allMatch(test -> test.of(file) == Truth.TRUE);
  }

  private static boolean onlyCounts(Aggregation aggregation) {
    for (AggregateFunc function : aggregation.aggregateExpressions()) {
      if (!(function instanceof CountStar)) {
        return false;
      }
    }
    return aggregation.groupByExpressions().length == 0
        && aggregation.aggregateExpressions().length > 0;
  }
}
