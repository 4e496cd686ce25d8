package io.kindling.spark.read;

import io.kindling.image.listing.PictureSet;
import org.apache.hadoop.conf.Configuration;

/**
 * What every scan of one table shares. Driver only.
 *
 * @param configuration by which the pictures' file systems are opened
 */
public record ReadContext(PictureSet set, ReadOptions options, Configuration configuration) {
  /** For people: where the pictures are. */
  public String name() {
    return "cachedimages " + set.roots().get(0);
  }
}
