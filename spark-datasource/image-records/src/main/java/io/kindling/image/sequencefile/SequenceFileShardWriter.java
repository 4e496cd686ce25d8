package io.kindling.image.sequencefile;

import io.kindling.image.record.RawPixels;
import io.kindling.image.write.OutgoingPicture;
import io.kindling.image.write.ShardWriter;
import io.kindling.image.write.UnwritablePictureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;

/** Writes one SequenceFile. Used by one thread. */
final class SequenceFileShardWriter implements ShardWriter {

  /** Width and height. */
  private static final int HEADER = 2 * Integer.BYTES;

  /** The label of the first class. */
  private static final int FIRST_LABEL = 1;

  private final SequenceFileShards format;
  private final SequenceFile.Writer file;
  private final Text key = new Text();
  private final Text value = new Text();
  private long closedAt = -1;

  SequenceFileShardWriter(Configuration configuration, Path path, SequenceFileShards format)
      throws IOException {
    this.format = format;
    this.file =
        SequenceFile.createWriter(
            configuration,
            SequenceFile.Writer.file(path),
            SequenceFile.Writer.keyClass(Text.class),
            SequenceFile.Writer.valueClass(Text.class),
            SequenceFile.Writer.compression(format.compression()));
  }

  @Override
  public void add(OutgoingPicture picture) throws IOException {
    if (!picture.labels().hasLabel()) {
      throw new UnwritablePictureException(
          picture.path(), "no label, and every record of a SequenceFile has one");
    }
    int label = picture.labels().label() + FIRST_LABEL;
    RawPixels pixels = format.pixels().of(picture);
    byte[] bytes = new byte[HEADER + pixels.bgr().remaining()];
    ByteBuffer.wrap(bytes)
        .putInt(pixels.width())
        .putInt(pixels.height())
        .put(pixels.bgr().duplicate());
    key.set(
        switch (format.keys()) {
          case LABEL -> Integer.toString(label);
          case NAME_AND_LABEL -> picture.name() + "\n" + label;
        });
    value.set(bytes);
    file.append(key, value);
  }

  @Override
  public long bytes() throws IOException {
    return closedAt < 0 ? file.getLength() : closedAt;
  }

  @Override
  public void close() throws IOException {
    if (closedAt >= 0) {
      return;
    }
    try (file) {
      if (format.compression() == SequenceFile.CompressionType.BLOCK) {
        // Writes the records that wait for their block to be full.
        file.sync();
      }
      closedAt = file.getLength();
    }
  }
}
