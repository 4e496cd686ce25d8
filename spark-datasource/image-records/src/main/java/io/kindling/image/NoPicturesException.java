package io.kindling.image;

import java.io.IOException;
import org.apache.hadoop.fs.Path;

/** A folder without a single picture. */
public final class NoPicturesException extends IOException {
  private static final long serialVersionUID = 1L;

  NoPicturesException(Path root, long otherFiles) {
    super(
        String.format(
            "no pictures in %s: looked for %s in it and in the folders below, and saw %s",
            root, PictureFormat.endingsForPeople(), seen(otherFiles)));
  }

  private static String seen(long otherFiles) {
    return otherFiles == 0 ? "no file at all" : otherFiles + " other files";
  }
}
