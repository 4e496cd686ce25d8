package io.kindling.spark.arrow;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ArrowColumnVector;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Vectors that take rows one by one and become a batch. Used by one thread, which closes it; what
 * was not given back by then is an error.
 */
public final class RowVectors implements AutoCloseable {
  /** Rows of a batch without large columns: what Spark has in its own columnar readers. */
  public static final int MOST_ROWS = 4096;

  private static final BufferAllocator ROOT = new RootAllocator(Long.MAX_VALUE);

  private final BufferAllocator allocator =
      ROOT.newChildAllocator("cachedimages", 0, Long.MAX_VALUE);
  private final List<ColumnWriter> columns = new ArrayList<>();
  private final ColumnVector[] vectors;
  private int rows;
  private long bytes;

  public RowVectors(StructType schema) {
    for (StructField column : schema.fields()) {
      columns.add(ColumnWriter.of(column, allocator));
    }
    vectors = new ColumnVector[columns.size()];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = new ArrowColumnVector(columns.get(i).vector());
    }
  }

  /** Bytes that all vectors of this JVM hold now. */
  public static long allocated() {
    return ROOT.getAllocatedMemory();
  }

  /** Forgets all rows; the memory is kept for the next ones. */
  public void clear() {
    columns.forEach(column -> column.vector().reset());
    rows = 0;
    bytes = 0;
  }

  /** Copies a row of the schema. */
  public void append(InternalRow row) {
    for (int i = 0; i < columns.size(); i++) {
      bytes += columns.get(i).set(rows, row, i);
    }
    rows++;
  }

  public int rows() {
    return rows;
  }

  /** Bytes of the rows' values. */
  public long bytes() {
    return bytes;
  }

  /** The rows, valid until the next call of any method. */
  public ColumnarBatch batch() {
    for (ColumnWriter column : columns) {
      FieldVector vector = column.vector();
      vector.setValueCount(rows);
    }
    return new ColumnarBatch(vectors, rows);
  }

  @Override
  public void close() {
    columns.forEach(column -> column.vector().close());
    allocator.close();
  }
}
