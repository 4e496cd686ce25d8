package io.kindling.spark.row;

import io.kindling.image.table.LeafColumn;
import io.kindling.image.table.LeafColumn.Kind;
import io.kindling.image.table.PictureColumns;
import io.kindling.image.table.TableRow;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Brings the columns of any table into one order and one type each. */
final class TableCells {
  private static final int MILLIS = 1000;

  private TableCells() {}

  /** The columns of a table that are no structs. */
  static List<LeafColumn> leaves(StructType schema) {
    List<LeafColumn> leaves = new ArrayList<>();
    add(schema, List.of(), leaves);
    return leaves;
  }

  private static void add(StructType struct, List<String> above, List<LeafColumn> leaves) {
    for (StructField field : struct.fields()) {
      List<String> path = new ArrayList<>(above);
      path.add(field.name());
      if (field.dataType() instanceof StructType inner) {
        add(inner, path, leaves);
      } else {
        leaves.add(new LeafColumn(path, kind(field.dataType())));
      }
    }
  }

  private static Kind kind(DataType type) {
    if (type.equals(DataTypes.BinaryType)) {
      return Kind.BINARY;
    }
    if (type.equals(DataTypes.StringType)) {
      return Kind.TEXT;
    }
    if (type.equals(DataTypes.TimestampType)) {
      return Kind.TIME;
    }
    boolean whole =
        type.equals(DataTypes.LongType)
            || type.equals(DataTypes.IntegerType)
            || type.equals(DataTypes.ShortType)
            || type.equals(DataTypes.ByteType);
    return whole ? Kind.WHOLE_NUMBER : Kind.OTHER;
  }

  /** What is taken of pictures. */
  enum Taken {
    NOTHING,
    SIZE,
    PICTURE
  }

  /** The rows that {@link #row} understands. */
  static Dataset<Row> select(Dataset<Row> table, PictureColumns columns, Taken taken) {
    LeafColumn label = columns.label();
    boolean named = label != null && label.kind() == Kind.TEXT;
    Column picture = column(columns.picture(), DataTypes.BinaryType);
    return table.select(
        column(columns.path(), DataTypes.StringType),
        column(named ? null : label, DataTypes.LongType),
        column(named ? label : columns.synset(), DataTypes.StringType),
        column(columns.split(), DataTypes.StringType),
        functions
            .round(
                column(columns.modificationTime(), DataTypes.TimestampType)
                    .cast(DataTypes.DoubleType)
                    .multiply(MILLIS))
            .cast(DataTypes.LongType),
        taken == Taken.NOTHING
            ? nothing(DataTypes.LongType)
            : functions.length(picture).cast(DataTypes.LongType),
        taken == Taken.PICTURE ? picture : nothing(DataTypes.BinaryType));
  }

  private static Column column(@Nullable LeafColumn column, DataType type) {
    return column == null ? nothing(type) : functions.col(column.quoted()).cast(type);
  }

  private static Column nothing(DataType type) {
    return functions.lit(null).cast(type);
  }

  /** What a selected row says. */
  static TableRow row(Row row) {
    return new TableRow(
        row.getString(0),
        number(row, 1),
        row.getString(2),
        row.getString(3),
        number(row, 4),
        row.isNullAt(5) ? 0 : row.getLong(5),
        row.isNullAt(6) ? null : ByteBuffer.wrap((byte[]) row.get(6)));
  }

  private static @Nullable Long number(Row row, int ordinal) {
    return row.isNullAt(ordinal) ? null : (Long) row.getLong(ordinal);
  }
}
