package io.kindling.image.sequencefile;

import io.kindling.image.container.ContainerFile;
import io.kindling.image.container.DamagedContainerException;
import io.kindling.image.container.RecordSource;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.LabelBase;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.RawPixels;
import io.kindling.image.record.SourceFile;
import io.kindling.image.record.StoredLabels;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Options.OpenFileOptions;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.SequenceFile.CompressionType;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;
import org.jspecify.annotations.Nullable;

/**
 * Records of a SequenceFile as BigDL's {@code ImageNetSeqFileGenerator} writes it, with any
 * compression. The key is the label, counted from 1, or the name and the label; the value is the
 * width and the height as big-endian integers and then rows of blue, green and red bytes.
 *
 * <p>A record belongs to the range in which the sync marker before it begins, so that ranges that
 * cover a file give each record once.
 */
public final class SequenceFileRecords implements RecordSource {
  private static final int SIZES = 8;

  private final SourceFile file;
  private final long end;
  private final StoredLabels labels;
  private final SequenceFile.Reader reader;
  private final boolean inBlocks;
  private final Text key = new Text();
  private final boolean textValues;
  private long behindLast = -1;
  private long numberInBlock;
  private boolean finished;

  private SequenceFileRecords(ContainerRange range, StoredLabels labels, SequenceFile.Reader reader)
      throws IOException {
    this.file = range.file();
    this.end = range.end();
    this.labels = labels;
    this.reader = reader;
    this.inBlocks = reader.getCompressionType() == CompressionType.BLOCK;
    this.textValues = reader.getValueClassName().equals(Text.class.getName());
    boolean bytesValues = reader.getValueClassName().equals(BytesWritable.class.getName());
    if (!reader.getKeyClassName().equals(Text.class.getName()) || !(textValues || bytesValues)) {
      throw new DamagedContainerException(
          file,
          "header",
          "its records are "
              + reader.getKeyClassName()
              + " and "
              + reader.getValueClassName()
              + ", and not Text and Text as BigDL writes pictures; name the right layout",
          null);
    }
    if (range.start() > reader.getPosition()) {
      reader.sync(range.start());
    }
    finished = reader.getPosition() >= end && range.start() > 0;
  }

  /** Opens the file and goes to the first record of the range. */
  public static SequenceFileRecords open(
      Configuration configuration,
      ContainerFile container,
      ContainerRange range,
      StoredLabels labels)
      throws IOException {
    SourceFile file = range.file();
    FSDataInputStream stream =
        container.open(OpenFileOptions.FS_OPTION_OPENFILE_READ_POLICY_SEQUENTIAL);
    SequenceFile.@Nullable Reader reader = null;
    try {
      reader =
          new SequenceFile.Reader(
              configuration,
              SequenceFile.Reader.stream(stream),
              SequenceFile.Reader.length(file.length()));
      return new SequenceFileRecords(range, labels, reader);
    } catch (DamagedContainerException known) {
      reader.close();
      throw known;
    } catch (IOException | RuntimeException damaged) {
      stream.close();
      throw new DamagedContainerException(
          file, "header", "it does not begin as a SequenceFile: " + damaged.getMessage(), damaged);
    }
  }

  @Override
  public @Nullable PictureRecord next() throws IOException {
    if (finished) {
      return null;
    }
    long before = reader.getPosition();
    Writable value = textValues ? new Text() : new BytesWritable();
    try {
      boolean found = reader.next(key);
      if (!found || (before >= end && reader.syncSeen())) {
        finished = true;
        requireEnd(found, before);
        return null;
      }
      reader.getCurrentValue(value);
    } catch (EOFException cut) {
      throw DamagedContainerException.cut(file, place(before), cut);
    } catch (DamagedContainerException known) {
      throw known;
    } catch (IOException | RuntimeException damaged) {
      throw new DamagedContainerException(
          file,
          place(before),
          "its bytes are wrong (" + damaged.getMessage() + "); copy the file again",
          damaged);
    }
    String name = name(reader.getPosition());
    return record(name, value instanceof Text text ? bytes(text) : bytes((BytesWritable) value));
  }

  @Override
  public void close() throws IOException {
    finished = true;
    reader.close();
  }

  private PictureRecord record(String position, ByteBuffer value) throws IOException {
    RecordKey parsed;
    try {
      parsed = RecordKey.parse(key.toString());
    } catch (NumberFormatException noLabel) {
      throw new DamagedContainerException(
          file,
          "record " + position,
          "its key \"" + key + "\" does not end with a class number, as BigDL writes it",
          noLabel);
    }
    String name = parsed.name() == null ? position : parsed.name();
    RawPixels pixels = pixels(name, value);
    var label =
        labels.of(
            file.path() + '#' + name, LabelBase.ONE, parsed.label(), null, file.labels().split());
    return PictureRecord.inContainer(file, name, label, pixels);
  }

  private RawPixels pixels(String record, ByteBuffer value) throws DamagedContainerException {
    if (value.remaining() >= SIZES) {
      int width = value.getInt();
      int height = value.getInt();
      if (width > 0
          && height > 0
          && (long) width * height * RawPixels.CHANNELS == value.remaining()) {
        return new RawPixels(width, height, value.slice());
      }
    }
    throw new DamagedContainerException(
        file,
        "record " + record,
        "its value is not width, height and that many BGR pixels; name the right layout if these"
            + " are no files of BigDL",
        null);
  }

  /** A file that ends before a block is complete answers like one that is complete. */
  private void requireEnd(boolean found, long before) throws DamagedContainerException {
    if (!found && inBlocks && before < file.length()) {
      throw DamagedContainerException.cut(file, place(before), null);
    }
  }

  /** The byte behind a record, or behind its block and its number there. */
  private String name(long behind) {
    numberInBlock = behind == behindLast ? numberInBlock + 1 : 0;
    behindLast = behind;
    return inBlocks ? behind + "+" + numberInBlock : Long.toString(behind);
  }

  private static String place(long before) {
    return "record behind byte " + before;
  }

  private static ByteBuffer bytes(Text text) {
    return ByteBuffer.wrap(text.getBytes(), 0, text.getLength());
  }

  private static ByteBuffer bytes(BytesWritable bytes) {
    return ByteBuffer.wrap(bytes.getBytes(), 0, bytes.getLength());
  }
}
