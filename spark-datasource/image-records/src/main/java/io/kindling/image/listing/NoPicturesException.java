package io.kindling.image.listing;

import io.kindling.image.decode.PictureFormat;
import io.kindling.image.record.ContainerFormat;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Paths below which there is not a single picture. */
public final class NoPicturesException extends IOException {
  private static final long serialVersionUID = 1L;

  NoPicturesException(List<Path> roots, @Nullable ContainerFormat format, long otherFiles) {
    super(
        String.format(
            "no pictures in %s: looked for %s in it and in the folders below, and saw %s",
            roots.size() == 1 ? roots.get(0) : roots,
            format == null
                ? PictureFormat.endingsForPeople()
                : "files of the layout " + Layout.of(format).word(),
            seen(otherFiles)));
  }

  private static String seen(long otherFiles) {
    return otherFiles == 0 ? "no file at all" : otherFiles + " other files";
  }
}
