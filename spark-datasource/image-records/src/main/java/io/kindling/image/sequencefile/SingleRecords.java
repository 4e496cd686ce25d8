package io.kindling.image.sequencefile;

import io.kindling.image.container.RecordSource;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.RawPixels;
import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.io.DataInputBuffer;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;
import org.jspecify.annotations.Nullable;

/** Records that are stored one by one, each compressed for itself or not at all. */
final class SingleRecords implements RecordSource {
  private final SequenceFile.Reader opened;
  private final RecordHeads heads;
  private final PixelRecords records;
  private final PixelValues values;
  private final DataInputBuffer keyBytes = new DataInputBuffer();
  private final Text key = new Text();
  private byte[] raw = new byte[1 << 10];

  /**
   * @param opened has read the header, and closes the file
   */
  SingleRecords(SequenceFile.Reader opened, RecordHeads heads, PixelRecords records)
      throws IOException {
    this.opened = opened;
    this.heads = heads;
    this.records = records;
    this.values = PixelValues.of(opened);
  }

  @Override
  public @Nullable PictureRecord next() throws IOException {
    long before = heads.behind();
    RawPixels pixels;
    try {
      if (!heads.next()) {
        return null;
      }
      read(heads.keyLength());
      keyBytes.reset(raw, heads.keyLength());
      key.readFields(keyBytes);
      read(heads.valueLength());
      pixels = values.pixels(raw, heads.valueLength());
    } catch (EOFException cut) {
      throw records.cut(before, cut);
    } catch (IOException | RuntimeException damaged) {
      throw records.damaged(before, damaged);
    }
    return records.record(key, Long.toString(heads.behind()), pixels);
  }

  @Override
  public long skip(long count) throws IOException {
    long before = heads.behind();
    try {
      long passed = 0;
      while (passed < count && heads.next()) {
        passed++;
        before = heads.behind();
      }
      return passed;
    } catch (EOFException cut) {
      throw records.cut(before, cut);
    } catch (IOException | RuntimeException damaged) {
      throw records.damaged(before, damaged);
    }
  }

  @Override
  public boolean skipsByHeaders() {
    return true;
  }

  private void read(int count) throws IOException {
    if (raw.length < count) {
      raw = new byte[Math.max(count, 2 * raw.length)];
    }
    heads.read(raw, count);
  }

  @Override
  public void close() throws IOException {
    values.close();
    opened.close();
  }
}
