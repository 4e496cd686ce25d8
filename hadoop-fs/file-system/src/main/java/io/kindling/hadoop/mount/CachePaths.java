package io.kindling.hadoop.mount;

import java.net.URI;
import org.apache.hadoop.fs.Path;

/** Paths as users see them. Any thread. */
public final class CachePaths {

  /** The scheme of all paths. */
  public static final String SCHEME = "cache";

  /** Below it are the mounts. */
  public static final URI ROOT = URI.create(SCHEME + ":///");

  private CachePaths() {}

  /** The path of a decoded absolute text. */
  public static Path shown(String text) {
    return new Path(SCHEME, null, text);
  }
}
