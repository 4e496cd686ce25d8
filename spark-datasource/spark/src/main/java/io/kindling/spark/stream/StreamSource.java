package io.kindling.spark.stream;

import io.kindling.image.listing.NoPicturesException;
import io.kindling.image.listing.PictureSet;
import io.kindling.image.source.ListedSource;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Where a stream looks for pictures.
 *
 * @param listed when the query was made, maybe without a picture
 */
public record StreamSource(ListedSource listed, StreamOptions options) {

  Configuration configuration() {
    return listed.configuration();
  }

  List<Path> paths() {
    return listed.paths();
  }

  /** What was there when the query was made. */
  PictureSet atStart() {
    return listed.set();
  }

  /** All pictures that are there now. */
  PictureSet look() throws IOException {
    try {
      return PictureSet.list(configuration(), paths(), listed.listing());
    } catch (NoPicturesException none) {
      return atStart().withoutFiles();
    }
  }
}
