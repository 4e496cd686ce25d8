package io.kindling.spark.read;

import io.kindling.image.decode.DecodedImage;
import io.kindling.image.decode.ImageDecoder;
import io.kindling.image.decode.UndecodableImageException;
import io.kindling.image.read.RecordStream;
import io.kindling.image.record.FileRun;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.RecordOptions;
import io.kindling.image.record.SourceFile;
import io.kindling.spark.metrics.ImagesMetrics;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one partition. Files are opened only when their pixels, or whether they have some, is
 * asked for. Faults of the file system end the task in every mode; only pictures can be bad.
 */
final class ImagesReader implements PartitionReader<InternalRow> {
  private final ReadMode mode;
  private final RecordStream pictures;
  private final ImageDecoder decoder;
  private final ImageRows rows;
  private final boolean decoding;
  private final ImagesMetrics metrics = new ImagesMetrics();
  private @Nullable InternalRow row;

  ImagesReader(
      List<SourceFile> files, Configuration configuration, ReadOptions options, StructType columns)
      throws IOException {
    this.mode = options.mode();
    this.decoder = new ImageDecoder(options.decoding());
    this.rows = new ImageRows(columns);
    this.decoding = !ImagesSchema.needsNoPixels(columns);
    RecordOptions.Contents contents =
        decoding ? RecordOptions.Contents.READ : RecordOptions.Contents.SKIP;
    this.pictures =
        RecordStream.open(configuration, new FileRun(files), new RecordOptions(contents));
  }

  @Override
  public boolean next() throws IOException {
    row = null;
    PictureRecord picture = pictures.next();
    while (picture != null) {
      row = decoding ? decoded(picture) : rows.of(picture, null, null);
      if (row != null) {
        return true;
      }
      picture = pictures.next();
    }
    return false;
  }

  @Override
  public InternalRow get() {
    if (row == null) {
      throw new IllegalStateException("next() has not found a row");
    }
    return row;
  }

  @Override
  public CustomTaskMetric[] currentMetricsValues() {
    return metrics.values();
  }

  @Override
  public void close() {
    pictures.close();
  }

  private @Nullable InternalRow decoded(PictureRecord picture) throws IOException {
    try {
      metrics.read(picture.content().bytes());
      long start = System.nanoTime();
      DecodedImage image = decoder.decode(picture);
      metrics.decoded(System.nanoTime() - start);
      return rows.of(picture, image, null);
    } catch (UndecodableImageException bad) {
      metrics.bad();
      return switch (mode) {
        case PERMISSIVE -> rows.of(picture, null, bad.reason());
        case DROPMALFORMED -> null;
        case FAILFAST -> throw bad;
      };
    }
  }
}
