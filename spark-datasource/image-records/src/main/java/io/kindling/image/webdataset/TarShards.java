package io.kindling.image.webdataset;

import io.kindling.image.write.PictureEncoding;
import io.kindling.image.write.ShardFormat;
import io.kindling.image.write.ShardWriter;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * WebDataset shards: for each picture the members {@code <key>.jpg} (or what it is), {@code
 * <key>.cls} with the label from 0 and {@code <key>.json} with path and synset. The key is folder
 * and name of the picture, and no two of a shard are equal. Pictures that are encoded are written
 * as they are.
 *
 * @param encoding for pictures that are decoded
 */
public record TarShards(PictureEncoding encoding) implements ShardFormat {

  @Override
  public ShardWriter create(Configuration configuration, Path file) throws IOException {
    return new TarShardWriter(
        new TarFile(file.getFileSystem(configuration).create(file, false)), encoding);
  }

  /** {@code train-000003.tar}. */
  @Override
  public String name(ShardPlace place) {
    return "%s-%06d%s.tar".formatted(place.prefix(), place.writer(), place.suffix());
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
