package io.kindling.bigdl;

import com.intel.analytics.bigdl.dataset.ByteRecord;
import io.kindling.image.DecodeOptions;
import io.kindling.image.DecodedImage;
import io.kindling.image.ImageDecoder;
import io.kindling.image.ImageFile;
import io.kindling.image.TargetSize;
import io.kindling.image.UndecodableImageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.functional.FutureIO;
import org.apache.spark.SerializableWritable;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and decodes the pictures of a partition, in an executor. */
final class PictureReader implements FlatMapFunction<Iterator<List<ImageFile>>, ByteRecord> {

  private static final long serialVersionUID = 1;

  /** Bytes of width and height before the pixels of a record. */
  private static final int HEADER = 8;

  private static final Logger LOG = LoggerFactory.getLogger(PictureReader.class);

  private final Broadcast<SerializableWritable<Configuration>> options;
  private final int side;
  private final Undecodable undecodable;
  private final LongAccumulator dropped;

  PictureReader(
      Broadcast<SerializableWritable<Configuration>> options,
      int side,
      Undecodable undecodable,
      LongAccumulator dropped) {
    this.options = options;
    this.side = side;
    this.undecodable = undecodable;
    this.dropped = dropped;
  }

  @Override
  public Iterator<ByteRecord> call(Iterator<List<ImageFile>> lists) {
    ExecutorNode.ensureIfPossible(options.value().value());
    List<ImageFile> files = new ArrayList<>();
    lists.forEachRemaining(files::addAll);
    ImageDecoder decoder =
        new ImageDecoder(DecodeOptions.bgr().withSize(TargetSize.exactly(side, side)));
    return files.stream().map(file -> read(decoder, file)).filter(Objects::nonNull).iterator();
  }

  /** The record of a picture; null when it was dropped. */
  private @Nullable ByteRecord read(ImageDecoder decoder, ImageFile file) {
    try {
      return record(decoder.decode(file.path(), bytes(file)), file.label());
    } catch (UndecodableImageException e) {
      if (undecodable == Undecodable.FAIL) {
        throw new UncheckedIOException(e);
      }
      dropped.add(1);
      LOG.warn("dropped a picture: {}", e.getMessage());
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** BigDL's form: width and height as big-endian integers, then the pixels. */
  private static ByteRecord record(DecodedImage image, int label) {
    byte[] pixels = image.data();
    byte[] record =
        ByteBuffer.allocate(HEADER + pixels.length)
            .putInt(image.width())
            .putInt(image.height())
            .put(pixels)
            .array();
    return new ByteRecord(record, label);
  }

  private byte[] bytes(ImageFile file) throws IOException {
    Path path = new Path(file.path());
    FileSystem fileSystem = path.getFileSystem(options.value().value());
    byte[] bytes = new byte[Math.toIntExact(file.length())];
    try (FSDataInputStream in =
        FutureIO.awaitFuture(fileSystem.openFile(path).withFileStatus(file.status()).build())) {
      in.readFully(0, bytes);
    }
    return bytes;
  }
}
