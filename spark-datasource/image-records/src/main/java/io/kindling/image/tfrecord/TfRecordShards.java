package io.kindling.image.tfrecord;

import io.kindling.image.write.PictureEncoding;
import io.kindling.image.write.ShardFormat;
import io.kindling.image.write.ShardWriter;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * TFRecord shards of {@code tf.train.Example}s with the keys of TensorFlow's ImageNet: {@code
 * image/encoded}, {@code image/format}, {@code image/filename}, {@code image/height}, {@code
 * image/width}, {@code image/colorspace}, {@code image/channels}, and for labelled pictures {@code
 * image/class/label} (from 1) and {@code image/class/synset}. Pictures that are encoded are written
 * as they are.
 *
 * @param encoding for pictures that are decoded
 */
public record TfRecordShards(PictureEncoding encoding) implements ShardFormat {

  @Override
  public ShardWriter create(Configuration configuration, Path file) throws IOException {
    return new TfRecordShardWriter(file.getFileSystem(configuration).create(file, false), encoding);
  }

  /** {@code train-00003-of-00128}, further ones of a writer {@code train-0001-00003-of-00128}. */
  @Override
  public String name(ShardPlace place) {
    return "%s%s-%05d-of-%05d"
        .formatted(place.prefix(), place.suffix(), place.writer(), place.writers());
  }

  @Override
  public long usualRecords() {
    return Long.MAX_VALUE;
  }

  @Override
  public boolean keepsEmptyShards() {
    return true;
  }
}
