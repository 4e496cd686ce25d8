package io.kindling.spark.scan;

import io.kindling.image.listing.PictureSet;
import io.kindling.spark.options.CachedImagesException;
import io.kindling.spark.read.ScanOptions;
import io.kindling.spark.read.ScanOptions.Epoch;
import io.kindling.spark.stream.StreamSource;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What every scan of one table shares. Driver only.
 *
 * @param source where the pictures are, and which were found
 * @param columns of the table
 * @param epoch the order that is asked for; null for that of the listing
 * @param nothing why a batch cannot be read: there is no picture yet; null when there is one
 */
public record ReadContext(
    StreamSource source,
    ScanOptions options,
    StructType columns,
    @Nullable Epoch epoch,
    @Nullable CachedImagesException nothing) {

  /** The pictures that were listed. */
  public PictureSet set() {
    return source.atStart();
  }

  /** By which the pictures' file systems are opened. */
  public Configuration configuration() {
    return source.configuration();
  }

  /** For people: where the pictures are. */
  public String name() {
    return "cachedimages "
        + source.paths().stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  /** Streams wait for pictures; batches do not. */
  void requirePictures() {
    if (nothing != null) {
      throw nothing;
    }
  }

  /** Whether each file is one picture, so that the listing knows all pictures. */
  boolean filesArePictures() {
    return set().layout().container() == null;
  }
}
