package io.kindling.spark.arrow;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ArrowColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/**
 * Vectors that take rows one by one and become a batch. Used by one thread, which closes it; Spark
 * may close the batch before, because a batch is the reader's only until it is handed over. Memory
 * that was not given back by then is an error.
 */
public final class RowVectors implements AutoCloseable {
  /** Rows of a batch without large columns: what Spark has in its own columnar readers. */
  public static final int MOST_ROWS = 4096;

  private static final BufferAllocator ROOT = new RootAllocator(Long.MAX_VALUE);

  private final BufferAllocator allocator =
      ROOT.newChildAllocator("cachedimages", 0, Long.MAX_VALUE);
  private final List<ColumnWriter> columns = new ArrayList<>();
  private @Nullable VarBinaryVector shownIn;
  private @Nullable ShownValues shown;
  private int rows;
  private long bytes;

  public RowVectors(StructType schema) {
    for (StructField column : schema.fields()) {
      columns.add(ColumnWriter.of(column, allocator));
    }
  }

  /** Bytes that all vectors of this JVM hold now. */
  public static long allocated() {
    return ROOT.getAllocatedMemory();
  }

  /** Copies a row of the schema. */
  public void append(InternalRow row) {
    for (int i = 0; i < columns.size(); i++) {
      bytes += columns.get(i).set(rows, row, i);
    }
    rows++;
  }

  /**
   * Shows the values of a binary field of the schema's only struct where they are, whatever the
   * rows have there: one value of the same length for each row that is in the batch in the end.
   *
   * @param values direct memory, from position to limit
   * @param giveBack run once when nobody uses the values any more, by any thread, also when this
   *     fails
   */
  public void show(String field, ByteBuffer values, Runnable giveBack) {
    shown = ShownValues.of(allocator, values, giveBack);
    for (ColumnWriter column : columns) {
      if (column.vector() instanceof StructVector struct) {
        shownIn = struct.getChild(field, VarBinaryVector.class);
      }
    }
    if (shownIn == null) {
      throw new IllegalArgumentException("no struct with a field " + field);
    }
  }

  public int rows() {
    return rows;
  }

  /** Bytes of the rows' values. */
  public long bytes() {
    return bytes;
  }

  /** The rows; nothing can be appended any more. Valid until this, or the batch, is closed. */
  public ColumnarBatch batch() {
    ColumnVector[] vectors = new ColumnVector[columns.size()];
    columns.forEach(column -> column.vector().setValueCount(rows));
    if (shown != null && shownIn != null) {
      shown.into(shownIn, rows);
      // The vector keeps the values from now on.
      shown.close();
      shown = null;
    }
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = new ArrowColumnVector(columns.get(i).vector());
    }
    return new ColumnarBatch(vectors, rows);
  }

  @Override
  public void close() {
    if (shown != null) {
      shown.close();
      shown = null;
    }
    columns.forEach(column -> column.vector().close());
    allocator.close();
  }
}
