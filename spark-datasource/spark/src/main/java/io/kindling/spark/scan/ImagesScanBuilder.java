package io.kindling.spark.scan;

import io.kindling.image.column.Need;
import io.kindling.image.column.WantedColumns;
import io.kindling.image.listing.PictureSet;
import io.kindling.image.options.ReadMode;
import io.kindling.image.record.SourceFile;
import io.kindling.image.source.PictureRead;
import io.kindling.image.source.RecordSample;
import io.kindling.image.source.RowLimits;
import io.kindling.spark.row.ImagesSchema;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.connector.expressions.aggregate.AggregateFunc;
import org.apache.spark.sql.connector.expressions.aggregate.Aggregation;
import org.apache.spark.sql.connector.expressions.aggregate.CountStar;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownAggregates;
import org.apache.spark.sql.connector.read.SupportsPushDownLimit;
import org.apache.spark.sql.connector.read.SupportsPushDownTableSample;
import org.jspecify.annotations.Nullable;

/**
 * Takes from Spark which columns, which fields of {@code image} and which pictures are wanted.
 * Filters on what the listing knows, samples and counts are done here, without opening a file.
 */
public final class ImagesScanBuilder extends PruningScanBuilder
    implements SupportsPushDownTableSample, SupportsPushDownLimit, SupportsPushDownAggregates {
  private final ReadContext context;
  private @Nullable RecordSample sample;
  private int limit = Integer.MAX_VALUE;
  private int counts;

  public ImagesScanBuilder(ReadContext context) {
    super(context.columns());
    this.context = context;
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
    return context.source().filesArePictures() && onlyCounts(aggregation);
  }

  @Override
  public boolean pushAggregation(Aggregation aggregation) {
    if (!supportCompletePushDown(aggregation)) {
      return false;
    }
    context.source().requirePictures();
    counts = aggregation.aggregateExpressions().length;
    return true;
  }

  @Override
  public Scan build() {
    List<SourceFile> files = files();
    if (counts > 0) {
      return new CountScan(context.source().name(), files.size(), counts);
    }
    // Files are picked here; records of containers only where they are read.
    RowLimits limits =
        context.source().filesArePictures()
            ? new RowLimits(List.of(), null, limit)
            : new RowLimits(tests(), sample, limit);
    return new ImagesScan(
        context,
        files,
        columns(),
        new PictureRead(wanted(), context.source().options(), set().reading(), limits),
        List.of(pushedPredicates()));
  }

  private List<SourceFile> files() {
    List<SourceFile> passed = context.source().files(tests());
    if (!context.source().filesArePictures()) {
      return passed;
    }
    Stream<SourceFile> files = passed.stream();
    RecordSample drawn = sample;
    if (drawn != null) {
      files = files.filter(file -> drawn.takes(file.path()));
    }
    // A picture that is left out because it is bad must not take another one's place.
    boolean everyFileIsARow =
        context.source().options().mode() != ReadMode.DROPMALFORMED
            || wanted().need().compareTo(Need.HEADER) < 0;
    // With an epoch, the first ones are those of its order.
    if (everyFileIsARow && context.source().epoch() == null) {
      files = files.limit(limit);
    }
    return files.toList();
  }

  private PictureSet set() {
    return context.source().set();
  }

  private WantedColumns wanted() {
    return ImagesSchema.wanted(columns());
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
