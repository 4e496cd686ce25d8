package io.kindling.image.read;

import io.kindling.image.container.RecordSource;
import io.kindling.image.parquet.ParquetRecords;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.RecordOptions;
import io.kindling.image.record.SourceFile;
import io.kindling.image.sequencefile.SequenceFileRecords;
import io.kindling.image.tfrecord.TfRecords;
import io.kindling.image.webdataset.TarRecords;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** Opens the reader of a container's format. */
final class ContainerRecords {
  private ContainerRecords() {}

  static RecordSource open(
      Configuration configuration,
      FileSystem fileSystem,
      ContainerRange range,
      RecordOptions options)
      throws IOException {
    return switch (range.format()) {
      case SEQUENCE_FILE ->
          SequenceFileRecords.open(configuration, fileSystem, range, options.labels());
      case TFRECORD -> TfRecords.open(fileSystem, whole(range), options.labels());
      case WEBDATASET -> TarRecords.open(fileSystem, whole(range), options.labels());
      case PARQUET -> ParquetRecords.open(fileSystem, range, options);
    };
  }

  private static SourceFile whole(ContainerRange range) {
    if (!range.isWhole()) {
      throw new IllegalArgumentException(
          range.format() + " is read whole, and not from " + range.start() + " to " + range.end());
    }
    return range.file();
  }
}
