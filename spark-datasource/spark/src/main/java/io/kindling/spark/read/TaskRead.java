package io.kindling.spark.read;

import io.kindling.image.record.RecordOptions;
import java.io.Serializable;
import org.apache.spark.sql.types.StructType;

/**
 * What every task of a scan does with its partition.
 *
 * @param columns and fields of {@code image} that are wanted
 * @param reading as the set asks for
 */
public record TaskRead(
    StructType columns, ScanOptions options, RecordOptions reading, RowLimits limits)
    implements Serializable {
  Need need() {
    return ImagesSchema.need(columns);
  }

  /** Whether tasks hand over batches. */
  public boolean columnar() {
    return options.batchBytes() > 0;
  }
}
