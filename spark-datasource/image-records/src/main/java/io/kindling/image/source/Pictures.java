package io.kindling.image.source;

import io.kindling.image.column.Need;
import io.kindling.image.read.RecordStream;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.RecordOptions;
import io.kindling.image.record.RecordSplit;
import io.kindling.image.record.SourceBytes;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * The pictures of one partition, each read and decoded as far as the columns need it. Used by the
 * task's thread. Faults of the file system end the task in every mode; only pictures can be bad.
 */
final class Pictures implements PictureSource {
  private final Configuration configuration;
  private final Iterator<RecordSplit> splits;
  private final RowLimits limits;
  private final RecordOptions reading;
  private final PictureDecoding decoding;
  private final ReadCounts counts;
  private @Nullable RecordStream records;
  private SourceBytes closedSources = SourceBytes.NONE;
  private int rows;

  Pictures(
      Configuration configuration, List<RecordSplit> splits, PictureRead read, ReadCounts counts) {
    this.configuration = configuration;
    this.splits = splits.iterator();
    this.limits = read.limits();
    this.reading = read.need() == Need.NOTHING ? read.reading().withoutContent() : read.reading();
    this.decoding = new PictureDecoding(read.need(), read.options(), counts);
    this.counts = counts;
  }

  @Override
  public @Nullable Picture next() throws IOException {
    while (rows < limits.most()) {
      PictureRecord record = nextRecord();
      if (record == null) {
        return null;
      }
      Picture picture = limits.take(record) ? decoding.read(record) : null;
      countSources();
      if (picture != null) {
        rows++;
        return picture;
      }
    }
    return null;
  }

  @Override
  public void close() {
    countSources();
    if (records != null) {
      closedSources = closedSources.plus(records.sources());
      records.close();
      records = null;
    }
  }

  private @Nullable PictureRecord nextRecord() throws IOException {
    while (true) {
      if (records == null) {
        if (!splits.hasNext()) {
          return null;
        }
        records = RecordStream.open(configuration, splits.next(), reading);
      }
      PictureRecord record = records.next();
      if (record != null) {
        return record;
      }
      close();
    }
  }

  private void countSources() {
    if (records != null) {
      counts.from(closedSources.plus(records.sources()));
    }
  }
}
