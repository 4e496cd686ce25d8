package io.kindling.image.tfrecord;

import io.kindling.image.decode.PictureHeader;
import io.kindling.image.record.Labels;
import io.kindling.image.write.OutgoingPicture;
import io.kindling.image.write.PictureEncoding;
import io.kindling.image.write.ShardWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * Writes one file of TFRecords: length, its checksum, the record, its checksum, all little-endian.
 * Checksums are CRC-32C, masked as TensorFlow does. Used by one thread.
 */
final class TfRecordShardWriter implements ShardWriter {
  /** The label of the first class; 0 is TensorFlow's background class. */
  private static final int FIRST_LABEL = 1;

  private final OutputStream file;
  private final PictureEncoding encoding;
  private final ByteBuffer header = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer footer = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
  private long written;

  TfRecordShardWriter(OutputStream file, PictureEncoding encoding) {
    this.file = file;
    this.encoding = encoding;
  }

  @Override
  public void add(OutgoingPicture picture) throws IOException {
    ByteBuffer encoded = encoding.of(picture);
    PictureHeader header = PictureHeader.read(picture.path(), encoded);
    ExampleBytes example =
        new ExampleBytes()
            .bytes("image/encoded", encoded)
            .text("image/format", header.format().name().toUpperCase(Locale.ROOT))
            .text("image/filename", picture.name())
            .text("image/colorspace", "RGB")
            .integer("image/channels", 3)
            .integer("image/height", header.height())
            .integer("image/width", header.width());
    Labels labels = picture.labels();
    if (labels.hasLabel()) {
      example.integer("image/class/label", labels.label() + FIRST_LABEL);
    }
    if (labels.synset() != null) {
      example.text("image/class/synset", labels.synset());
    }
    append(example.build());
  }

  private void append(byte[] data) throws IOException {
    header.clear().putLong(data.length);
    header.putInt(MaskedCrc.of(header.array(), 0, Long.BYTES));
    footer.clear().putInt(MaskedCrc.of(data, 0, data.length));
    file.write(header.array());
    file.write(data);
    file.write(footer.array());
    written += header.capacity() + data.length + footer.capacity();
  }

  @Override
  public long bytes() {
    return written;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
