package io.kindling.spark.read;

import io.kindling.image.DecodedImage;
import io.kindling.image.ImageDecoder;
import io.kindling.image.ImageFile;
import io.kindling.image.PictureStream;
import io.kindling.image.UndecodableImageException;
import io.kindling.spark.metrics.ImagesMetrics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
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
  private final Iterator<ImageFile> files;
  private final ReadMode mode;
  private final PictureStream pictures;
  private final ImageDecoder decoder;
  private final ImageRows rows;
  private final boolean decoding;
  private final ImagesMetrics metrics = new ImagesMetrics();
  private @Nullable InternalRow row;

  ImagesReader(
      List<ImageFile> files, Configuration configuration, ReadOptions options, StructType columns) {
    this.files = files.iterator();
    this.mode = options.mode();
    this.pictures = new PictureStream(configuration, this.files);
    this.decoder = new ImageDecoder(options.decoding());
    this.rows = new ImageRows(columns);
    this.decoding = !ImagesSchema.needsNoPixels(columns);
  }

  @Override
  public boolean next() throws IOException {
    row = null;
    if (!decoding) {
      row = files.hasNext() ? rows.of(files.next(), null, null) : null;
      return row != null;
    }
    ImageFile file = pictures.next();
    while (file != null) {
      row = decoded(file);
      if (row != null) {
        return true;
      }
      file = pictures.next();
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

  private @Nullable InternalRow decoded(ImageFile file) throws IOException {
    try {
      ByteBuffer encoded = pictures.encoded();
      metrics.read(encoded.remaining());
      long start = System.nanoTime();
      DecodedImage image = decoder.decode(file.path(), encoded);
      metrics.decoded(System.nanoTime() - start);
      return rows.of(file, image, null);
    } catch (UndecodableImageException bad) {
      metrics.bad();
      return switch (mode) {
        case PERMISSIVE -> rows.of(file, null, bad.reason());
        case DROPMALFORMED -> null;
        case FAILFAST -> throw bad;
      };
    }
  }
}
