package io.kindling.spark.read;

import io.kindling.image.record.RecordOptions;
import io.kindling.image.samples.SampleTransform;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

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

  /** How ready samples are made that serve this read; null when it is not served by samples. */
  public @Nullable SampleTransform samples() {
    boolean served =
        need() == Need.PIXELS && !List.of(columns.fieldNames()).contains(ImagesSchema.BYTES);
    return served ? options.samples() : null;
  }

  /** Whether tasks hand over batches. */
  public boolean columnar() {
    return options.batchBytes() > 0;
  }
}
