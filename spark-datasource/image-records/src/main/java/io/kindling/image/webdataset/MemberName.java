package io.kindling.image.webdataset;

import io.kindling.image.decode.PictureFormat;
import java.util.Locale;

/**
 * The name of a member of a tar, as WebDataset reads it.
 *
 * @param path without a leading {@code ./}
 * @param key the path up to the first dot of its base name
 * @param extension what follows that dot, in lower case; empty without one
 */
record MemberName(String path, String key, String extension) {

  static MemberName of(String stored) {
    String path = stored.startsWith("./") ? stored.substring(2) : stored;
    int base = path.lastIndexOf('/') + 1;
    int dot = path.indexOf('.', base);
    return dot < 0
        ? new MemberName(path, path, "")
        : new MemberName(
            path, path.substring(0, dot), path.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  boolean isPicture() {
    return PictureFormat.namesPicture("." + extension) && extension.indexOf('.') < 0;
  }

  /** Whether the member may say the class of its sample. */
  boolean isLabel() {
    return extension.equals("cls") || extension.equals("json") || extension.equals("txt");
  }

  /**
   * Whether programs put it there for themselves: hidden files, and names like {@code __info__}.
   */
  boolean isHidden() {
    String base = path.substring(path.lastIndexOf('/') + 1);
    return base.startsWith(".") || base.startsWith("__");
  }
}
