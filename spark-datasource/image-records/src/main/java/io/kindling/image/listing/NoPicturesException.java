package io.kindling.image.listing;

import io.kindling.image.decode.PictureFormat;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** A folder without a single picture. */
public final class NoPicturesException extends IOException {
  private static final long serialVersionUID = 1L;

  NoPicturesException(List<Path> roots, long otherFiles) {
    super(
        String.format(
            "no pictures in %s: looked for %s in it and in the folders below, and saw %s",
            roots.size() == 1 ? roots.get(0) : roots,
            PictureFormat.endingsForPeople(),
            seen(otherFiles)));
  }

  private static String seen(long otherFiles) {
    return otherFiles == 0 ? "no file at all" : otherFiles + " other files";
  }
}
