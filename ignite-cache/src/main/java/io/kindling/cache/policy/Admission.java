package io.kindling.cache.policy;

import java.util.regex.Pattern;

/**
 * Which files of a path are taken in.
 *
 * @param include glob that the file's name has to match; {@code *} for all
 * @param exclude glob that it must not match; empty for none
 * @param largestFile bytes of the largest file that is taken in; 0 for any
 * @param touch at which read a block is taken in
 */
public record Admission(String include, String exclude, long largestFile, Touch touch) {

  /** Everything, at its first read. */
  public static final Admission ALL = new Admission("*", "", 0, Touch.FIRST);

  public Admission {
    if (largestFile < 0) {
      throw new IllegalArgumentException("largest-file = " + largestFile + " is below 0");
    }
  }

  /** Whether a file may be taken in, by its name and length (below 0: not known). */
  public boolean admits(String uri, long fileLength) {
    String name = uri.substring(uri.lastIndexOf('/') + 1);
    return (include.equals("*") || matches(include, name))
        && (exclude.isEmpty() || !matches(exclude, name))
        && (largestFile == 0 || fileLength <= largestFile);
  }

  /** A glob of {@code *}, {@code ?} and, for the first that fits, {@code |} between several. */
  private static boolean matches(String globs, String name) {
    for (String glob : globs.split("\\|", -1)) {
      String expression = Pattern.quote(glob).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
      if (Pattern.matches(expression, name)) {
        return true;
      }
    }
    return false;
  }

  /** The read at which a block is taken in. */
  public enum Touch {
    FIRST,
    /** The second of those that are remembered, so that what is read once takes no room. */
    SECOND
  }
}
