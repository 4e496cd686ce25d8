package io.kindling.spark.read;

import io.kindling.image.decode.DecodedImage;
import io.kindling.image.record.PictureRecord;
import java.net.URI;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
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

  ImageRows(StructType columns) {
    this.columns = columns.fields();
  }

  /**
   * The row of a picture; without an image it says that there is none, for the reason of the error.
   */
  InternalRow of(PictureRecord picture, @Nullable DecodedImage image, @Nullable String error) {
    Object[] values = new Object[columns.length];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (columns[i].name()) {
            case ImagesSchema.PATH -> UTF8String.fromString(picture.path());
            case ImagesSchema.LABEL ->
                picture.labels().hasLabel() ? picture.labels().label() : null;
            case ImagesSchema.IMAGE -> struct((StructType) columns[i].dataType(), picture, image);
            case ImagesSchema.ERROR -> UTF8String.fromString(error);
            default -> throw noSuchField(columns[i]);
          };
    }
    return new GenericInternalRow(values);
  }

  private static InternalRow struct(
      StructType fields, PictureRecord picture, @Nullable DecodedImage image) {
    Object[] values = new Object[fields.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (fields.apply(i).name()) {
            case ImagesSchema.ORIGIN -> UTF8String.fromString(origin(picture));
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

  /** URL-encoded, with three slashes where there is no authority, as Spark's source writes it. */
  private static String origin(PictureRecord picture) {
    URI uri = new Path(picture.path()).toUri();
    return uri.getAuthority() == null ? uri.getScheme() + "://" + uri.getRawPath() : uri.toString();
  }

  private static IllegalArgumentException noSuchField(StructField field) {
    return new IllegalArgumentException("cachedimages has no column " + field.name());
  }
}
