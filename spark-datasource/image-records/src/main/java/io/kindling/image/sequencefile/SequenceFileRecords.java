package io.kindling.image.sequencefile;

import io.kindling.image.container.ContainerFile;
import io.kindling.image.container.DamagedContainerException;
import io.kindling.image.container.RecordSource;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.SourceFile;
import io.kindling.image.record.StoredLabels;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Options.OpenFileOptions;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.SequenceFile.CompressionType;
import org.apache.hadoop.io.Text;
import org.jspecify.annotations.Nullable;

/**
 * Opens SequenceFiles as BigDL's {@code ImageNetSeqFileGenerator} writes them, with any
 * compression. The key is the label, counted from 1, or the name and the label; the value is the
 * width and the height as big-endian integers and then rows of blue, green and red bytes.
 *
 * <p>A record belongs to the range in which the sync marker before it begins, so that ranges that
 * cover a file give each record once.
 */
public final class SequenceFileRecords {
  private SequenceFileRecords() {}

  /** Opens the file; the source goes to the first record of the range when it is asked for it. */
  public static RecordSource open(
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
      requirePictures(file, reader);
      PixelRecords records = new PixelRecords(file, labels);
      SyncMarker sync = SyncMarker.behindHeader(stream, reader.getPosition(), file.length());
      return reader.getCompressionType() == CompressionType.BLOCK
          ? new BlockRecords(reader, stream, sync, range, records)
          : new SingleRecords(reader, new RecordHeads(stream, sync, range), records);
    } catch (DamagedContainerException known) {
      reader.close();
      throw known;
    } catch (IOException | RuntimeException damaged) {
      stream.close();
      throw new DamagedContainerException(
          file, "header", "it does not begin as a SequenceFile: " + damaged.getMessage(), damaged);
    }
  }

  private static void requirePictures(SourceFile file, SequenceFile.Reader reader)
      throws DamagedContainerException {
    if (!reader.getKeyClassName().equals(Text.class.getName())
        || !(hasTexts(reader)
            || reader.getValueClassName().equals(BytesWritable.class.getName()))) {
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
  }

  /** Whether values are Texts, and not BytesWritables. */
  static boolean hasTexts(SequenceFile.Reader reader) {
    return reader.getValueClassName().equals(Text.class.getName());
  }
}
