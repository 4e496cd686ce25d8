package io.kindling.spark.arrow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Writes one column of internal rows into its vector. Used by one thread. */
final class ColumnWriter {
  private static final ArrowType FLOAT = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);

  /** Every type that {@code cachedimages} has, but for structs of these. */
  private static final List<Kind<?>> KINDS =
      List.of(
          new Kind<>(
              DataTypes.StringType, new ArrowType.Utf8(), VarCharVector.class, ColumnWriter::text),
          new Kind<>(
              DataTypes.BinaryType,
              new ArrowType.Binary(),
              VarBinaryVector.class,
              ColumnWriter::bytes),
          new Kind<>(
              DataTypes.IntegerType,
              new ArrowType.Int(Integer.SIZE, true),
              IntVector.class,
              (vector, index, row, ordinal) -> {
                vector.setSafe(index, row.getInt(ordinal));
                return Integer.BYTES;
              }),
          new Kind<>(
              DataTypes.LongType,
              new ArrowType.Int(Long.SIZE, true),
              BigIntVector.class,
              (vector, index, row, ordinal) -> {
                vector.setSafe(index, row.getLong(ordinal));
                return Long.BYTES;
              }),
          new Kind<>(
              DataTypes.TimestampType,
              new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC"),
              TimeStampMicroTZVector.class,
              (vector, index, row, ordinal) -> {
                vector.setSafe(index, row.getLong(ordinal));
                return Long.BYTES;
              }),
          new Kind<>(
              DataTypes.createArrayType(DataTypes.FloatType, false),
              new ArrowType.List(),
              ListVector.class,
              ColumnWriter::floats));

  private final FieldVector vector;
  private final Cell cell;

  private ColumnWriter(FieldVector vector, Cell cell) {
    this.vector = vector;
    this.cell = cell;
  }

  /** For a column of one of the types that {@code cachedimages} has. */
  static ColumnWriter of(StructField column, BufferAllocator allocator) {
    return into(column, field(column).createVector(allocator));
  }

  FieldVector vector() {
    return vector;
  }

  /**
   * Copies a value of the row.
   *
   * @return its bytes
   */
  long set(int index, InternalRow row, int ordinal) {
    if (row.isNullAt(ordinal)) {
      vector.setNull(index);
      return 1;
    }
    return cell.copy(index, row, ordinal);
  }

  /** Copies a value that is not null into its vector, and tells its bytes. */
  @FunctionalInterface
  private interface Cell {
    long copy(int index, InternalRow row, int ordinal);
  }

  /** What a {@link Cell} does, for any vector of a type. */
  @FunctionalInterface
  private interface Copying<V> {
    long copy(V vector, int index, InternalRow row, int ordinal);
  }

  /**
   * How a type of Spark is kept in Arrow.
   *
   * @param stored type of the vector
   */
  private record Kind<V extends FieldVector>(
      DataType type, ArrowType stored, Class<V> vector, Copying<V> copying) {
    ColumnWriter writer(FieldVector made) {
      V typed = vector.cast(made);
      return new ColumnWriter(
          made, (index, row, ordinal) -> copying.copy(typed, index, row, ordinal));
    }

    List<Field> children() {
      return vector.equals(ListVector.class)
          ? List.of(new Field(ListVector.DATA_VECTOR_NAME, FieldType.notNullable(FLOAT), null))
          : List.of();
    }
  }

  private static Kind<?> kind(StructField column) {
    return KINDS.stream()
        .filter(kind -> kind.type().equals(column.dataType()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no vector for column " + column.name() + " of " + column.dataType().sql()));
  }

  private static Field field(StructField column) {
    if (column.dataType() instanceof StructType struct) {
      return new Field(
          column.name(),
          new FieldType(column.nullable(), ArrowType.Struct.INSTANCE, null),
          Arrays.stream(struct.fields()).map(ColumnWriter::field).toList());
    }
    Kind<?> kind = kind(column);
    return new Field(
        column.name(), new FieldType(column.nullable(), kind.stored(), null), kind.children());
  }

  private static ColumnWriter into(StructField column, FieldVector made) {
    return column.dataType() instanceof StructType struct
        ? struct(struct, (StructVector) made)
        : kind(column).writer(made);
  }

  private static ColumnWriter struct(StructType struct, StructVector made) {
    List<ColumnWriter> fields = new ArrayList<>();
    for (int i = 0; i < struct.length(); i++) {
      fields.add(into(struct.apply(i), made.getChildrenFromFields().get(i)));
    }
    return new ColumnWriter(
        made,
        (index, row, ordinal) -> {
          InternalRow value = row.getStruct(ordinal, fields.size());
          made.setIndexDefined(index);
          long bytes = 0;
          for (int i = 0; i < fields.size(); i++) {
            bytes += fields.get(i).set(index, value, i);
          }
          return bytes;
        });
  }

  private static long text(VarCharVector vector, int index, InternalRow row, int ordinal) {
    byte[] text = row.getUTF8String(ordinal).getBytes();
    vector.setSafe(index, text);
    return text.length;
  }

  private static long bytes(VarBinaryVector vector, int index, InternalRow row, int ordinal) {
    byte[] bytes = row.getBinary(ordinal);
    vector.setSafe(index, bytes);
    return bytes.length;
  }

  private static long floats(ListVector vector, int index, InternalRow row, int ordinal) {
    ArrayData floats = row.getArray(ordinal);
    Float4Vector values = (Float4Vector) vector.getDataVector();
    int count = floats.numElements();
    int first = vector.startNewValue(index);
    while (values.getValueCapacity() < first + count) {
      values.reAlloc();
    }
    for (int i = 0; i < count; i++) {
      values.set(first + i, floats.getFloat(i));
    }
    vector.endValue(index, count);
    return (long) count * Float.BYTES;
  }
}
