package io.kindling.spark.arrow;

import java.util.ArrayList;
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
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Writes one column of internal rows into its vector. */
abstract class ColumnWriter {

  /** For a column of one of the types that {@code cachedimages} has. */
  static ColumnWriter of(StructField column, BufferAllocator allocator) {
    DataType type = column.dataType();
    String name = column.name();
    if (type instanceof StructType struct) {
      return new Structs(StructVector.empty(name, allocator), struct);
    }
    if (type.equals(DataTypes.StringType)) {
      return new Strings(new VarCharVector(name, allocator));
    }
    if (type.equals(DataTypes.BinaryType)) {
      return new Binaries(new VarBinaryVector(name, allocator));
    }
    if (type.equals(DataTypes.IntegerType)) {
      return new Integers(new IntVector(name, allocator));
    }
    if (type.equals(DataTypes.LongType)) {
      return new Longs(new BigIntVector(name, allocator));
    }
    if (type.equals(DataTypes.TimestampType)) {
      return new Timestamps(new TimeStampMicroTZVector(name, allocator, "UTC"));
    }
    if (type.equals(DataTypes.createArrayType(DataTypes.FloatType, false))) {
      return new Floats(ListVector.empty(name, allocator));
    }
    throw new IllegalArgumentException("no vector for column " + name + " of " + type.sql());
  }

  private final FieldVector column;

  private ColumnWriter(FieldVector column) {
    this.column = column;
  }

  final FieldVector vector() {
    return column;
  }

  /**
   * Copies a value of the row.
   *
   * @return its bytes
   */
  final long set(int index, InternalRow row, int ordinal) {
    if (row.isNullAt(ordinal)) {
      setNull(index);
      return 1;
    }
    return setValue(index, row, ordinal);
  }

  abstract void setNull(int index);

  abstract long setValue(int index, InternalRow row, int ordinal);

  private static final class Strings extends ColumnWriter {
    private final VarCharVector vector;

    Strings(VarCharVector vector) {
      super(vector);
      this.vector = vector;
    }

    @Override
    void setNull(int index) {
      vector.setNull(index);
    }

    @Override
    long setValue(int index, InternalRow row, int ordinal) {
      byte[] text = row.getUTF8String(ordinal).getBytes();
      vector.setSafe(index, text);
      return text.length;
    }
  }

  private static final class Binaries extends ColumnWriter {
    private final VarBinaryVector vector;

    Binaries(VarBinaryVector vector) {
      super(vector);
      this.vector = vector;
    }

    @Override
    void setNull(int index) {
      vector.setNull(index);
    }

    @Override
    long setValue(int index, InternalRow row, int ordinal) {
      byte[] bytes = row.getBinary(ordinal);
      vector.setSafe(index, bytes);
      return bytes.length;
    }
  }

  private static final class Integers extends ColumnWriter {
    private final IntVector vector;

    Integers(IntVector vector) {
      super(vector);
      this.vector = vector;
    }

    @Override
    void setNull(int index) {
      vector.setNull(index);
    }

    @Override
    long setValue(int index, InternalRow row, int ordinal) {
      vector.setSafe(index, row.getInt(ordinal));
      return Integer.BYTES;
    }
  }

  private static final class Longs extends ColumnWriter {
    private final BigIntVector vector;

    Longs(BigIntVector vector) {
      super(vector);
      this.vector = vector;
    }

    @Override
    void setNull(int index) {
      vector.setNull(index);
    }

    @Override
    long setValue(int index, InternalRow row, int ordinal) {
      vector.setSafe(index, row.getLong(ordinal));
      return Long.BYTES;
    }
  }

  private static final class Timestamps extends ColumnWriter {
    private final TimeStampMicroTZVector vector;

    Timestamps(TimeStampMicroTZVector vector) {
      super(vector);
      this.vector = vector;
    }

    @Override
    void setNull(int index) {
      vector.setNull(index);
    }

    @Override
    long setValue(int index, InternalRow row, int ordinal) {
      vector.setSafe(index, row.getLong(ordinal));
      return Long.BYTES;
    }
  }

  private static final class Floats extends ColumnWriter {
    private final ListVector vector;
    private final Float4Vector values;

    Floats(ListVector vector) {
      super(vector);
      this.vector = vector;
      this.values =
          vector
              .<Float4Vector>addOrGetVector(
                  FieldType.notNullable(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)))
              .getVector();
    }

    @Override
    void setNull(int index) {
      vector.setNull(index);
    }

    @Override
    long setValue(int index, InternalRow row, int ordinal) {
      ArrayData floats = row.getArray(ordinal);
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

  private static final class Structs extends ColumnWriter {
    private final StructVector vector;
    private final List<ColumnWriter> fields = new ArrayList<>();
    private final int count;

    Structs(StructVector vector, StructType struct) {
      super(vector);
      this.vector = vector;
      this.count = struct.length();
      for (StructField field : struct.fields()) {
        fields.add(
            ColumnWriter.into(
                field, vector.addOrGet(field.name(), type(field), FieldVector.class)));
      }
    }

    @Override
    void setNull(int index) {
      vector.setNull(index);
    }

    @Override
    long setValue(int index, InternalRow row, int ordinal) {
      InternalRow struct = row.getStruct(ordinal, count);
      vector.setIndexDefined(index);
      long bytes = 0;
      for (int i = 0; i < count; i++) {
        bytes += fields.get(i).set(index, struct, i);
      }
      return bytes;
    }

    private static FieldType type(StructField field) {
      ArrowType type =
          field.dataType().equals(DataTypes.StringType)
              ? new ArrowType.Utf8()
              : field.dataType().equals(DataTypes.BinaryType)
                  ? new ArrowType.Binary()
                  : new ArrowType.Int(Integer.SIZE, true);
      return new FieldType(field.nullable(), type, null);
    }
  }

  /** For a field of {@code image}, whose vector its struct made. */
  private static ColumnWriter into(StructField field, FieldVector made) {
    if (made instanceof VarCharVector strings) {
      return new Strings(strings);
    }
    if (made instanceof VarBinaryVector binaries) {
      return new Binaries(binaries);
    }
    if (made instanceof IntVector integers) {
      return new Integers(integers);
    }
    throw new IllegalArgumentException("no vector for " + field);
  }
}
