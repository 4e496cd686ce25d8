package io.kindling.spark.stream;

import io.kindling.image.listing.ListingOptions;
import io.kindling.image.listing.NoPicturesException;
import io.kindling.image.listing.PictureSet;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Where a stream looks for pictures.
 *
 * @param atStart what was there when the query was made, maybe nothing
 */
public record StreamSource(
    Configuration configuration,
    List<Path> paths,
    ListingOptions listing,
    StreamOptions options,
    PictureSet atStart) {

  /** All pictures that are there now. */
  PictureSet look() throws IOException {
    try {
      return PictureSet.list(configuration, paths, listing);
    } catch (NoPicturesException none) {
      return atStart.withoutFiles();
    }
  }
}
