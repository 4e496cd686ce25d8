package io.kindling.image.source;

import io.kindling.image.column.ImageField;
import io.kindling.image.column.Need;
import io.kindling.image.column.PictureColumn;
import io.kindling.image.column.WantedColumns;
import io.kindling.image.options.ScanOptions;
import io.kindling.image.record.RecordOptions;
import io.kindling.image.samples.SampleTransform;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What every task of a scan does with its partition.
 *
 * @param columns that are wanted
 * @param reading as the set asks for
 */
public record PictureRead(
    WantedColumns columns, ScanOptions options, RecordOptions reading, RowLimits limits)
    implements Serializable {

  /** How far pictures are read. */
  public Need need() {
    return columns.need();
  }

  /** How ready samples are made that serve this read; null when it is not served by samples. */
  public @Nullable SampleTransform samples() {
    boolean served = need() == Need.PIXELS && !columns.columns().contains(PictureColumn.BYTES);
    return served ? options.samples() : null;
  }

  /** Whether batches may show pixels where the cache keeps them: nothing is made of them. */
  public boolean showsPixels() {
    return samples() != null
        && columns.imageFields().contains(ImageField.DATA)
        && columns.columns().contains(PictureColumn.IMAGE)
        && !columns.columns().contains(PictureColumn.TENSOR);
  }

  /** Whether tasks hand over batches. */
  public boolean columnar() {
    return options.batchBytes() > 0;
  }
}
