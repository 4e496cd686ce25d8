package io.kindling.image.source;

import io.kindling.image.place.PicturePartition;
import io.kindling.image.place.SamplesPartition;
import io.kindling.image.place.SplitsPartition;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** The pictures of one partition that become rows. Used by the task's thread. */
public interface PictureSource extends AutoCloseable {

  /** The next picture, valid until the one after it; null behind the last one. */
  @Nullable Picture next() throws IOException;

  /**
   * The next pictures, as far as they can be had without a copy of their pixels. Null when the next
   * one cannot, or there is none: {@link #next} tells.
   *
   * @param bytes of pixels, at most, but for a picture that is longer by itself
   * @param most pictures
   */
  default @Nullable PictureRun run(long bytes, int most) throws IOException {
    return null;
  }

  @Override
  void close();

  /**
   * Begins to read a partition.
   *
   * @param configuration where the file systems are configured
   */
  static PictureSource open(
      Configuration configuration,
      PicturePartition partition,
      PictureRead read,
      ReadCounts counts) {
    return partition instanceof SamplesPartition samples
        ? new SampledPictures(configuration, samples, read, counts)
        : new Pictures(configuration, ((SplitsPartition) partition).splits(), read, counts);
  }
}
