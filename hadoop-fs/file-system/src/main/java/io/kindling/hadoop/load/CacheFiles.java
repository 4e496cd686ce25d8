package io.kindling.hadoop.load;

import io.kindling.hadoop.config.FileSystemOptions;
import io.kindling.hadoop.mount.CachedPaths;
import io.kindling.hadoop.mount.UserPaths;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobPattern;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.fs.Path;

/**
 * Files by the paths that users write: {@code cache:///mount/...}, or an under store's own whether
 * its scheme was taken over or not. Any thread.
 */
public final class CacheFiles implements AutoCloseable {

  private static final String CACHING_FILE_SYSTEM = "io.kindling.hadoop.CachingFileSystem";

  private final Configuration configuration;
  private final Map<String, FileSystem> open = new HashMap<>();

  private CacheFiles(Configuration configuration) {
    this.configuration = configuration;
  }

  /** Files whose statuses are always asked of the under store: what is there now. */
  public static CacheFiles asTheyAre(Configuration configuration) {
    Configuration own = new Configuration(configuration);
    own.set(FileSystemOptions.METADATA_FRESHNESS.key(), "0");
    configuration
        .getPropsWithPrefix(FileSystemOptions.MOUNT_PREFIX)
        .keySet()
        .forEach(
            key -> {
              if (key.endsWith(".freshness")) {
                own.set(FileSystemOptions.MOUNT_PREFIX + key, "0");
              }
            });
    return new CacheFiles(own);
  }

  /** Files as any reader sees them, by statuses that may be as old as the options say. */
  public static CacheFiles asReadersSeeThem(Configuration configuration) {
    return new CacheFiles(new Configuration(configuration));
  }

  /** A path that a user wrote; without a scheme it is one of {@code cache:}. */
  public static Path path(String text) {
    try {
      Path path = new Path(text);
      if (path.toUri().getScheme() != null) {
        return path;
      }
      return new Path(UserPaths.CACHE_SCHEME, null, path.isAbsolute() ? text : "/" + text);
    } catch (IllegalArgumentException malformed) {
      throw new InvalidPathException(text, String.valueOf(malformed.getMessage()));
    }
  }

  /** Whether a path that a user wrote names what matches it. */
  public boolean isPattern(String text) {
    return new GlobPattern(path(text).toUri().getPath()).hasWildcard();
  }

  /** The file system of a path. */
  public synchronized FileSystem of(Path path) throws IOException {
    URI uri = path.toUri();
    String scheme = uri.getScheme();
    boolean mounted = UserPaths.CACHE_SCHEME.equals(scheme);
    String key = mounted ? scheme : scheme + "://" + uri.getAuthority();
    FileSystem known = open.get(key);
    if (known == null) {
      known = FileSystem.newInstance(uri, mounted ? configuration : takingOver(scheme));
      open.put(key, known);
    }
    return known;
  }

  private Configuration takingOver(String scheme) {
    Configuration own = new Configuration(configuration);
    String key = "fs." + scheme + ".impl";
    String before = own.get(key, "");
    String under = FileSystemOptions.underClass(scheme);
    if (!before.isEmpty() && !before.startsWith("io.kindling.") && own.get(under) == null) {
      own.set(under, before);
    }
    own.set(key, CACHING_FILE_SYSTEM);
    return own;
  }

  /**
   * What a path is.
   *
   * @param text as the user wrote it
   * @throws FileNotFoundException when there is nothing, unless a slash at its end says that it is
   *     a folder to come
   */
  public Place locate(String text) throws IOException {
    Path path = path(text);
    FileSystem fileSystem = of(path);
    boolean folder;
    try {
      folder = fileSystem.getFileStatus(path).isDirectory();
    } catch (FileNotFoundException missing) {
      if (!text.endsWith("/")) {
        throw new FileNotFoundException(
            missing.getMessage() + "; a slash at the end names a folder that does not exist yet");
      }
      folder = true;
    }
    return place(fileSystem, path, folder);
  }

  /** The place of something that was found. */
  public static Place place(FileSystem fileSystem, FileStatus status) throws IOException {
    return place(fileSystem, status.getPath(), status.isDirectory());
  }

  private static Place place(FileSystem fileSystem, Path path, boolean folder) throws IOException {
    var under = ((CachedPaths) fileSystem).under(path);
    String uri = under.store().canonicalUri(under.path());
    return new Place(fileSystem, path, folder && !uri.endsWith("/") ? uri + "/" : uri, folder);
  }

  /**
   * A path and its name in the cluster.
   *
   * @param path as users write it
   * @param uri canonical under-store URI, of a folder with a closing slash
   */
  public record Place(FileSystem fileSystem, Path path, String uri, boolean isFolder) {}

  @Override
  public void close() throws IOException {
    for (FileSystem each : open.values()) {
      each.close();
    }
  }
}
