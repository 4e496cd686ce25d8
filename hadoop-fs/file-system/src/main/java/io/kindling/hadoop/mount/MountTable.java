package io.kindling.hadoop.mount;

import io.kindling.hadoop.config.FileSystemOptions;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.UserGroupInformation;
import org.jspecify.annotations.Nullable;

/** The mounts of one file system by name, or the one store that it took over. Immutable. */
public final class MountTable {

  private final SortedMap<String, Mount> mounts;
  private final @Nullable Mount takeover;
  private final UserPaths paths;

  private MountTable(SortedMap<String, Mount> mounts, @Nullable Mount takeover) {
    this.mounts = Collections.unmodifiableSortedMap(mounts);
    this.takeover = takeover;
    this.paths = takeover == null ? UserPaths.MOUNTED : takeover.paths();
  }

  /** Takes over the store of a URI, which is opened. */
  public static MountTable takeover(
      URI store, Configuration configuration, UserGroupInformation user) throws IOException {
    Mount mount = Mount.takeover(store, configuration, user);
    SortedMap<String, Mount> mounts = new TreeMap<>();
    mounts.put(mount.name(), mount);
    return new MountTable(mounts, mount);
  }

  /** The one mount that shows a whole store in its own paths; null for mounts. */
  public @Nullable Mount takeover() {
    return takeover;
  }

  /** How users write paths. */
  public UserPaths paths() {
    return paths;
  }

  /**
   * Reads the mounts of a configuration.
   *
   * @param problems takes one sentence for each mount that is wrong
   */
  public static MountTable read(
      Configuration configuration, UserGroupInformation user, List<String> problems) {
    SortedMap<String, Mount> mounts = new TreeMap<>();
    for (Map.Entry<String, String> entry :
        configuration.getPropsWithPrefix(FileSystemOptions.MOUNT_PREFIX).entrySet()) {
      String name = entry.getKey();
      String text = entry.getValue().trim();
      String problem = problem(name, text);
      if (problem == null) {
        mounts.put(name, new Mount(name, new Path(text), configuration, user));
      } else {
        problems.add(FileSystemOptions.MOUNT_PREFIX + name + " = \"" + text + "\" " + problem);
      }
    }
    return new MountTable(mounts, null);
  }

  private static @Nullable String problem(String name, String text) {
    if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf('.') >= 0) {
      return "is no mount: a name holds neither a slash nor a dot";
    }
    URI uri;
    try {
      uri = new Path(text).toUri();
    } catch (IllegalArgumentException malformed) {
      return "is no URI: " + malformed.getMessage();
    }
    if (uri.getScheme() == null) {
      return "has no scheme; write file://" + text + " for a local folder";
    }
    if (uri.getScheme().equals(UserPaths.CACHE_SCHEME)) {
      return "mounts the cache into itself; name an under store";
    }
    return null;
  }

  public Collection<Mount> all() {
    return mounts.values();
  }

  /** Whether a path holds mounts and nothing else. */
  public boolean isAbove(String path) {
    return takeover == null && path.length() <= 1;
  }

  /**
   * The mount of a path below the root.
   *
   * @param path decoded path of a {@code cache:} URI
   * @throws FileNotFoundException naming the key to set when there is no such mount
   */
  public Mount of(String path) throws FileNotFoundException {
    if (takeover != null) {
      return takeover;
    }
    int end = path.indexOf('/', 1);
    String name = end < 0 ? path.substring(1) : path.substring(1, end);
    Mount mount = mounts.get(name);
    if (mount == null) {
      throw new FileNotFoundException(
          "cache:%s: no mount \"%s\"; set %s%s=<under-store URI> (mounted: %s)"
              .formatted(path, name, FileSystemOptions.MOUNT_PREFIX, name, names()));
    }
    return mount;
  }

  /** Whether a path below the root belongs to a mount. */
  public boolean has(String path) {
    if (takeover != null) {
      return true;
    }
    int end = path.indexOf('/', 1);
    return mounts.containsKey(end < 0 ? path.substring(1) : path.substring(1, end));
  }

  private String names() {
    return mounts.isEmpty() ? "none" : String.join(", ", mounts.keySet());
  }

  public void close() throws IOException {
    List<IOException> failures = new ArrayList<>();
    for (Mount mount : mounts.values()) {
      try {
        mount.close();
      } catch (IOException failed) {
        failures.add(failed);
      }
    }
    if (!failures.isEmpty()) {
      IOException first = failures.get(0);
      failures.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
  }
}
