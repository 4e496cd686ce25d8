package io.kindling.image.write;

import io.kindling.image.decode.TargetSize;
import io.kindling.image.record.Labels;
import io.kindling.image.record.RawPixels;
import io.kindling.image.sequencefile.SequenceFileShards;
import io.kindling.image.sequencefile.SequenceFileShards.KeyForm;
import io.kindling.image.tfrecord.TfRecordShards;
import io.kindling.image.webdataset.TarShards;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.SequenceFile.CompressionType;

/** One shard of small pictures, named {@code picture0} and so on, of three classes in turn. */
public final class NumberedPictures {
  private static final ShardFormat.ShardPlace PLACE =
      new ShardFormat.ShardPlace("train", 0, 1, 0, "");

  private NumberedPictures() {}

  /** One of each format, none of which changes a pixel. */
  public static Stream<ShardFormat> formats() {
    return Stream.of(
        new SequenceFileShards(
            KeyForm.NAME_AND_LABEL,
            new OutgoingPixels(TargetSize.original(), Scaling.BILINEAR),
            CompressionType.RECORD),
        new TfRecordShards(PictureEncoding.PNG),
        new TarShards(PictureEncoding.PNG));
  }

  /** Writes those from one number to before another, in place of a shard of the same format. */
  public static void write(
      Configuration configuration, Path folder, ShardFormat format, int from, int to)
      throws IOException {
    Files.deleteIfExists(folder.resolve(format.name(PLACE)));
    try (ShardedOutput output =
        new ShardedOutput(
            configuration,
            new org.apache.hadoop.fs.Path(folder.toUri()),
            format,
            ShardLimits.records(1000),
            PLACE)) {
      for (int i = from; i < to; i++) {
        output.add(new OutgoingPicture("/picture" + i, new Labels(i % 3, null, null), pixels(i)));
      }
      output.finish();
    }
  }

  /** Of the picture of a number: noise, which takes up what it takes up uncompressed. */
  public static RawPixels pixels(int number) {
    byte[] bgr = new byte[40 * 30 * 3];
    new Random(number).nextBytes(bgr);
    return new RawPixels(40, 30, ByteBuffer.wrap(bgr));
  }
}
