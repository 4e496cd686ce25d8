package io.kindling.image.read;

import io.kindling.image.container.ContainerFile;
import io.kindling.image.container.RecordSource;
import io.kindling.image.parquet.ParquetRecords;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.RecordOptions;
import io.kindling.image.sequencefile.SequenceFileRecords;
import io.kindling.image.tfrecord.TfRecords;
import io.kindling.image.webdataset.TarRecords;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;

/** Opens the reader of a container's format. */
final class ContainerRecords {
  private ContainerRecords() {}

  static RecordSource open(
      Configuration configuration,
      ContainerFile container,
      ContainerRange range,
      RecordOptions options)
      throws IOException {
    return switch (range.format()) {
      case SEQUENCE_FILE ->
          SequenceFileRecords.open(configuration, container, range, options.labels());
      case TFRECORD -> TfRecords.open(container, range, options.labels());
      case WEBDATASET -> TarRecords.open(container, range, options.labels());
      case PARQUET -> ParquetRecords.open(container, range, options);
    };
  }
}
