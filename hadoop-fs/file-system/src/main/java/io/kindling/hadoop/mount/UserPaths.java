package io.kindling.hadoop.mount;

import java.net.URI;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * How users write the paths of one file system: {@code cache:/mount/x}, or the store's own way when
 * its scheme was taken over.
 */
public record UserPaths(String scheme, @Nullable String authority) {

  /** The scheme of mounts. */
  public static final String CACHE_SCHEME = "cache";

  /** Below it are the mounts. */
  public static final URI CACHE_ROOT = URI.create(CACHE_SCHEME + ":///");

  /** Paths of mounts. */
  public static final UserPaths MOUNTED = new UserPaths(CACHE_SCHEME, null);

  /** Paths as the file system of a URI writes them. */
  public static UserPaths of(URI uri) {
    return new UserPaths(uri.getScheme(), uri.getAuthority());
  }

  /** The path of a decoded absolute text. */
  public Path of(String text) {
    return new Path(scheme, authority, text);
  }

  /** Whether a URI is written this way, letter by letter. */
  public boolean write(URI uri) {
    return scheme.equals(uri.getScheme())
        && (authority == null ? uri.getAuthority() == null : authority.equals(uri.getAuthority()));
  }
}
