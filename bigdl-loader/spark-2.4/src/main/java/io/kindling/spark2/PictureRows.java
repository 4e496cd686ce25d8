package io.kindling.spark2;

import io.kindling.image.column.ImageField;
import io.kindling.image.column.PictureColumn;
import io.kindling.image.decode.TensorOptions;
import io.kindling.image.source.Picture;
import io.kindling.image.source.PictureValues;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Makes Spark's internal rows of the wanted columns. Used by one thread. */
final class PictureRows {
  private final List<PictureColumn> columns;
  private final PictureValues values;

  PictureRows(List<PictureColumn> columns, TensorOptions tensor) {
    this.columns = columns;
    this.values = new PictureValues(tensor);
  }

  /** The row of a picture. */
  InternalRow of(Picture picture) {
    Object[] row = new Object[columns.size()];
    for (int i = 0; i < row.length; i++) {
      PictureColumn column = columns.get(i);
      row[i] =
          column == PictureColumn.IMAGE ? struct(picture) : internal(values.of(column, picture));
    }
    return new GenericInternalRow(row);
  }

  private InternalRow struct(Picture picture) {
    ImageField[] fields = ImageField.values();
    Object[] struct = new Object[fields.length];
    for (int i = 0; i < fields.length; i++) {
      struct[i] = internal(values.of(fields[i], picture));
    }
    return new GenericInternalRow(struct);
  }

  private static @Nullable Object internal(@Nullable Object value) {
    if (value instanceof String text) {
      return UTF8String.fromString(text);
    }
    return value instanceof float[] floats ? UnsafeArrayData.fromPrimitiveArray(floats) : value;
  }
}
