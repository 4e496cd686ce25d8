package io.kindling.spark2;

import io.kindling.image.column.WantedColumns;
import io.kindling.image.filter.PictureTest;
import io.kindling.image.source.ListedSource;
import io.kindling.image.source.PictureRead;
import io.kindling.image.source.ReadPlan;
import io.kindling.image.source.RowLimits;
import io.kindling.spark.row.ImagesSchema;
import java.util.List;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.PrunedFilteredScan;
import org.apache.spark.sql.types.StructType;

/**
 * A listed set of pictures. Only the wanted columns are made; conditions on what is known of a
 * picture are decided before it is read. Driver only.
 */
final class ImagesRelation extends BaseRelation implements PrunedFilteredScan {
  private final SQLContext context;
  private final ListedSource source;
  private final WantedColumns columns;

  ImagesRelation(SQLContext context, ListedSource source, WantedColumns columns) {
    this.context = context;
    this.source = source;
    this.columns = columns;
  }

  @Override
  public SQLContext sqlContext() {
    return context;
  }

  @Override
  public StructType schema() {
    return ImagesSchema.of(columns);
  }

  @Override
  public long sizeInBytes() {
    return source.set().totalBytes();
  }

  @Override
  public boolean needConversion() {
    return false;
  }

  @Override
  public Filter[] unhandledFilters(Filter[] filters) {
    return SourceFilters.unhandled(filters);
  }

  @Override
  public RDD<Row> buildScan(String[] required, Filter[] filters) {
    source.requirePictures();
    List<PictureTest> tests = SourceFilters.tests(filters);
    // Files that are pictures have passed when the tasks get them.
    List<PictureTest> left = source.filesArePictures() ? List.of() : tests;
    PictureRead read =
        new PictureRead(
            ImagesSchema.wanted(required),
            source.options(),
            source.set().reading(),
            new RowLimits(left, null, Integer.MAX_VALUE));
    return PicturesRdd.rows(
        context.sparkContext(),
        source.configuration(),
        ReadPlan.of(source, source.files(tests), read, context.sparkContext().defaultParallelism()),
        read);
  }

  @Override
  public String toString() {
    return source.name();
  }
}
