package io.kindling.spark.row;

import io.kindling.image.column.ImageField;
import io.kindling.image.column.PictureColumn;
import io.kindling.image.column.WantedColumns;
import io.kindling.image.decode.TensorOptions;
import io.kindling.image.source.Picture;
import io.kindling.image.source.PictureValues;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Makes Spark's internal rows of the wanted columns and of the wanted fields of {@code image}. */
public final class ImageRows {
  private final WantedColumns wanted;
  private final PictureValues values;

  public ImageRows(WantedColumns wanted, TensorOptions tensor) {
    this.wanted = wanted;
    this.values = new PictureValues(tensor);
  }

  /** The row of a picture. */
  public InternalRow of(Picture picture) {
    Object[] row = new Object[wanted.columns().size()];
    for (int i = 0; i < row.length; i++) {
      PictureColumn column = wanted.columns().get(i);
      row[i] =
          column == PictureColumn.IMAGE ? struct(picture) : internal(values.of(column, picture));
    }
    return new GenericInternalRow(row);
  }

  private InternalRow struct(Picture picture) {
    Object[] fields = new Object[wanted.imageFields().size()];
    for (int i = 0; i < fields.length; i++) {
      ImageField field = wanted.imageFields().get(i);
      fields[i] = internal(values.of(field, picture));
    }
    return new GenericInternalRow(fields);
  }

  private static @Nullable Object internal(@Nullable Object value) {
    if (value instanceof String text) {
      return UTF8String.fromString(text);
    }
    return value instanceof float[] floats ? UnsafeArrayData.fromPrimitiveArray(floats) : value;
  }
}
