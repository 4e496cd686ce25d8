package io.kindling.image.sequencefile;

import io.kindling.image.write.OutgoingPixels;
import io.kindling.image.write.ShardFormat;
import io.kindling.image.write.ShardWriter;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.SequenceFile.CompressionType;

/**
 * SequenceFiles as BigDL's {@code ImageNetSeqFileGenerator} writes them: keys and values are Texts,
 * the value holds width and height as big-endian ints and then the BGR pixels.
 *
 * @param compression BigDL's own is RECORD, by zlib
 */
public record SequenceFileShards(KeyForm keys, OutgoingPixels pixels, CompressionType compression)
    implements ShardFormat {

  /** Records of a file unless BigDL's generator is told otherwise. */
  public static final int USUAL_RECORDS = 12_800;

  /** What a key says. */
  public enum KeyForm {
    /** The label. */
    LABEL,
    /** The name of the picture, a line feed and the label: BigDL's {@code --hasName}. */
    NAME_AND_LABEL
  }

  @Override
  public ShardWriter create(Configuration configuration, Path file) throws IOException {
    return new SequenceFileShardWriter(configuration, file, this);
  }

  /** {@code imagenet-seq-<writer>_<shard>.seq}. */
  @Override
  public String name(ShardPlace place) {
    String run = place.run().isEmpty() ? "" : place.run() + "-";
    return "%s-%s%d_%d.seq".formatted(place.prefix(), run, place.writer(), place.shard());
  }

  @Override
  public long usualRecords() {
    return USUAL_RECORDS;
  }

  @Override
  public boolean keepsEmptyShards() {
    return false;
  }
}
