package io.kindling.spark.read;

import io.kindling.image.decode.DecodedImage;
import io.kindling.image.decode.PixelTensor;
import io.kindling.image.decode.TensorOptions;
import io.kindling.image.record.Labels;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Makes rows of the wanted columns and of the wanted fields of {@code image}. */
final class ImageRows {
  private static final byte[] NO_DATA = {};

  /** Every size of a picture that is none, as Spark's source {@code image} has it. */
  private static final int INVALID = -1;

  private final StructField[] columns;
  private final PixelTensor tensors;

  ImageRows(StructType columns, TensorOptions tensor) {
    this.columns = columns.fields();
    this.tensors = new PixelTensor(tensor);
  }

  /** The row of a picture. */
  InternalRow of(Picture picture) {
    Object[] values = new Object[columns.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(columns[i], picture);
    }
    return new GenericInternalRow(values);
  }

  /** What Spark's internal rows hold for one column. */
  private @Nullable Object value(StructField column, Picture picture) {
    Labels labels = picture.record().labels();
    return switch (column.name()) {
      case ImagesSchema.PATH -> UTF8String.fromString(picture.record().path());
      case ImagesSchema.LABEL -> labels.hasLabel() ? labels.label() : null;
      case ImagesSchema.SYNSET -> UTF8String.fromString(labels.synset());
      case ImagesSchema.SPLIT -> UTF8String.fromString(labels.split());
      case ImagesSchema.SIZE -> picture.record().length();
      case ImagesSchema.MODIFICATION_TIME ->
          TimeUnit.MILLISECONDS.toMicros(picture.record().source().modificationTime());
      case ImagesSchema.BYTES -> bytes(picture.stored());
      case ImagesSchema.IMAGE -> struct((StructType) column.dataType(), picture);
      case ImagesSchema.TENSOR ->
          picture.image() == null ? null : new GenericArrayData(tensors.of(picture.image()));
      case ImagesSchema.WIDTH -> picture.size() == null ? null : picture.size().width();
      case ImagesSchema.HEIGHT -> picture.size() == null ? null : picture.size().height();
      case ImagesSchema.ERROR -> UTF8String.fromString(picture.error());
      default -> throw noSuchField(column);
    };
  }

  private static InternalRow struct(StructType fields, Picture picture) {
    DecodedImage image = picture.image();
    Object[] values = new Object[fields.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (fields.apply(i).name()) {
            case ImagesSchema.ORIGIN -> UTF8String.fromString(origin(picture.record().path()));
            case ImagesSchema.HEIGHT -> image == null ? INVALID : image.height();
            case ImagesSchema.WIDTH -> image == null ? INVALID : image.width();
            case ImagesSchema.CHANNELS -> image == null ? INVALID : image.channels();
            case ImagesSchema.MODE -> image == null ? INVALID : image.typeCode();
            case ImagesSchema.DATA -> image == null ? NO_DATA : image.data();
            default -> throw noSuchField(fields.apply(i));
          };
    }
    return new GenericInternalRow(values);
  }

  private static byte @Nullable [] bytes(@Nullable ByteBuffer stored) {
    if (stored == null) {
      return null;
    }
    byte[] copy = new byte[stored.remaining()];
    stored.slice().get(copy);
    return copy;
  }

  /** URL-encoded, with three slashes where there is no authority, as Spark's source writes it. */
  private static String origin(String path) {
    URI uri = new Path(path).toUri();
    return uri.getAuthority() == null ? uri.getScheme() + "://" + uri.getRawPath() : uri.toString();
  }

  private static IllegalArgumentException noSuchField(StructField field) {
    return new IllegalArgumentException("cachedimages has no column " + field.name());
  }
}
