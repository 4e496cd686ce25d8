package io.kindling.spark.scan;

import io.kindling.image.listing.PictureSet;
import io.kindling.spark.read.ScanOptions;
import io.kindling.spark.read.ScanOptions.Epoch;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * What every scan of one table shares. Driver only.
 *
 * @param epoch the order that is asked for; null for that of the listing
 * @param configuration by which the pictures' file systems are opened
 */
public record ReadContext(
    PictureSet set, ScanOptions options, @Nullable Epoch epoch, Configuration configuration) {
  /** For people: where the pictures are. */
  public String name() {
    return "cachedimages "
        + set.roots().stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  /** Whether each file is one picture, so that the listing knows all pictures. */
  boolean filesArePictures() {
    return set.layout().container() == null;
  }
}
