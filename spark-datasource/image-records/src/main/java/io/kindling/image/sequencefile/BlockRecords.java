package io.kindling.image.sequencefile;

import io.kindling.image.container.RecordSource;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.RawPixels;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.io.WritableUtils;
import org.jspecify.annotations.Nullable;

/**
 * Records of which many are compressed together. Whole blocks are passed over by their heads, as
 * long as no record was read.
 */
final class BlockRecords implements RecordSource {
  private static final int SIZES = 2 * Integer.BYTES;

  /** Lengths of keys, keys, lengths of values, values. */
  private static final int BUFFERS_OF_BLOCK = 4;

  private final SequenceFile.Reader reader;
  private final FSDataInputStream in;
  private final SyncMarker sync;
  private final ContainerRange range;
  private final PixelRecords records;
  private final boolean texts;
  private final Text key = new Text();
  private boolean entered;
  private boolean begun;
  private boolean finished;
  private long behindLast = -1;
  private long numberInBlock;

  /**
   * @param in what the reader reads from
   */
  BlockRecords(
      SequenceFile.Reader reader,
      FSDataInputStream in,
      SyncMarker sync,
      ContainerRange range,
      PixelRecords records) {
    this.reader = reader;
    this.in = in;
    this.sync = sync;
    this.range = range;
    this.records = records;
    this.texts = SequenceFileRecords.hasTexts(reader);
  }

  @Override
  public @Nullable PictureRecord next() throws IOException {
    long before = position();
    Writable value = texts ? new Text() : new BytesWritable();
    try {
      enter();
      begun = true;
      before = position();
      if (finished) {
        return null;
      }
      boolean found = reader.next(key);
      if (!found || (before >= range.end() && reader.syncSeen())) {
        finished = true;
        if (!found && before < sync.fileLength()) {
          // A file that ends before a block is complete answers like one that is complete.
          throw new EOFException();
        }
        return null;
      }
      reader.getCurrentValue(value);
    } catch (EOFException cut) {
      throw records.cut(before, cut);
    } catch (IOException | RuntimeException damaged) {
      throw records.damaged(before, damaged);
    }
    return records.record(key, name(reader.getPosition()), pixels(value));
  }

  @Override
  public long skip(long count) throws IOException {
    long passed = 0;
    long before = position();
    try {
      enter();
      while (!begun && !finished) {
        before = position();
        if (before >= range.end() || before >= sync.fileLength()) {
          finished = true;
          return passed;
        }
        long inBlock = recordsOfBlock();
        if (inBlock > count - passed) {
          reader.seek(before);
          break;
        }
        passed += inBlock;
      }
    } catch (EOFException cut) {
      throw records.cut(before, cut);
    } catch (IOException | RuntimeException damaged) {
      throw records.damaged(before, damaged);
    }
    return passed + RecordSource.super.skip(count - passed);
  }

  @Override
  public boolean skipsByHeaders() {
    return true;
  }

  private long position() throws IOException {
    return entered ? reader.getPosition() : range.start();
  }

  private void enter() throws IOException {
    if (!entered) {
      long first = range.start() == 0 ? sync.headerEnd() : sync.find(in, range.start());
      reader.seek(first);
      finished = range.start() > 0 && first >= range.end();
      entered = true;
    }
  }

  /** How many records the block at the position has, behind which it goes. */
  private long recordsOfBlock() throws IOException {
    if (in.readInt() != SyncMarker.ESCAPE) {
      throw new IOException("a block does not begin with a sync marker");
    }
    sync.expect(in);
    int count = WritableUtils.readVInt(in);
    long behind = in.getPos();
    for (int buffer = 0; buffer < BUFFERS_OF_BLOCK; buffer++) {
      in.seek(behind);
      int length = WritableUtils.readVInt(in);
      behind = in.getPos() + length;
      if (count < 0 || length < 0) {
        throw new IOException("a block of " + count + " records with " + length + " bytes");
      }
      if (behind > sync.fileLength()) {
        throw new EOFException();
      }
    }
    reader.seek(behind);
    return count;
  }

  private @Nullable RawPixels pixels(Writable value) {
    ByteBuffer content =
        value instanceof Text text
            ? ByteBuffer.wrap(text.getBytes(), 0, text.getLength())
            : ByteBuffer.wrap(
                ((BytesWritable) value).getBytes(), 0, ((BytesWritable) value).getLength());
    if (content.remaining() < SIZES) {
      return null;
    }
    int width = content.getInt();
    int height = content.getInt();
    return PixelValues.isPicture(width, height, content.remaining())
        ? new RawPixels(width, height, content.slice())
        : null;
  }

  /** The byte behind the record's block, and its number there. */
  private String name(long behind) {
    numberInBlock = behind == behindLast ? numberInBlock + 1 : 0;
    behindLast = behind;
    return behind + "+" + numberInBlock;
  }

  @Override
  public void close() throws IOException {
    finished = true;
    reader.close();
  }
}
