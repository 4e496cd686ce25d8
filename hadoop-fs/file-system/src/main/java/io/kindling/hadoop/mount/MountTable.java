package io.kindling.hadoop.mount;

import io.kindling.hadoop.config.FileSystemOptions;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import org.jspecify.annotations.Nullable;

/**
 * The mounts of one file system, or the one store that it took over. A mount may be shown below the
 * path of another; then a path belongs to the one with the longest path. Immutable.
 */
public final class MountTable {

  private final SortedMap<String, Mount> byPlace = new TreeMap<>();
  private final Map<String, Mount> places;
  private final Set<String> folders = new HashSet<>();
  private final @Nullable Mount takeover;
  private final UserPaths paths;
  private final int deepest;

  private MountTable(Collection<Mount> mounts, @Nullable Mount takeover) {
    this.takeover = takeover;
    this.paths = takeover == null ? UserPaths.MOUNTED : takeover.paths();
    int depth = 1;
    for (Mount mount : mounts) {
      String place = mount.at();
      byPlace.put(place, mount);
      depth = Math.max(depth, (int) place.chars().filter(c -> c == '/').count());
      for (int end = place.lastIndexOf('/'); end > 0; end = place.lastIndexOf('/', end - 1)) {
        folders.add(place.substring(0, end));
      }
    }
    this.places = new HashMap<>(byPlace);
    this.deepest = depth;
  }

  /** Takes over the store of a URI, which is opened. */
  public static MountTable takeover(
      URI store, Configuration configuration, UserGroupInformation user) throws IOException {
    Mount mount = Mount.takeover(store, configuration, user);
    return new MountTable(List.of(mount), mount);
  }

  /**
   * Reads the mounts of a configuration.
   *
   * @param problems takes one sentence for each setting that is wrong
   */
  public static MountTable read(
      Configuration configuration, UserGroupInformation user, List<String> problems) {
    return new MountTable(
        MountReader.read(
            configuration.getPropsWithPrefix(FileSystemOptions.MOUNT_PREFIX),
            problems,
            (name, root, options) -> new Mount(name, root, options, configuration, user)),
        null);
  }

  /** The one mount that shows a whole store in its own paths; null for mounts. */
  public @Nullable Mount takeover() {
    return takeover;
  }

  /** How users write paths. */
  public UserPaths paths() {
    return paths;
  }

  public Collection<Mount> all() {
    return byPlace.values();
  }

  /**
   * Whether a path holds mounts and nothing else: the root, and folders above that no mount has.
   */
  public boolean isAbove(String path) {
    return takeover == null
        && (path.length() <= 1 || (folders.contains(path) && find(path) == null));
  }

  /** Whether mounts are shown somewhere below a path. */
  public boolean hasBelow(String path) {
    return takeover == null && (path.length() <= 1 || folders.contains(path));
  }

  /** The names in a folder that are mounts, or have some below. */
  public SortedSet<String> children(String path) {
    SortedSet<String> names = new TreeSet<>();
    String prefix = path.endsWith("/") ? path : path + "/";
    for (String place : byPlace.tailMap(prefix).keySet()) {
      if (!place.startsWith(prefix)) {
        break;
      }
      int end = place.indexOf('/', prefix.length());
      names.add(place.substring(prefix.length(), end < 0 ? place.length() : end));
    }
    return names;
  }

  /**
   * The mount of a path below the root.
   *
   * @param path decoded path of a {@code cache:} URI
   * @throws FileNotFoundException naming the key to set when there is no such mount
   */
  public Mount of(String path) throws FileNotFoundException {
    Mount mount = find(path);
    if (mount == null) {
      String name = component(path);
      throw new FileNotFoundException(
          "cache:%s: no mount \"%s\"; set %s%s=<under-store URI> (mounted: %s)"
              .formatted(path, name, FileSystemOptions.MOUNT_PREFIX, name, places()));
    }
    return mount;
  }

  /** Whether a path below the root belongs to a mount. */
  public boolean has(String path) {
    return find(path) != null;
  }

  private @Nullable Mount find(String path) {
    if (takeover != null) {
      return takeover;
    }
    int end = 0;
    for (int i = 0; i < deepest && end < path.length(); i++) {
      int next = path.indexOf('/', end + 1);
      end = next < 0 ? path.length() : next;
    }
    while (end > 0) {
      Mount mount = places.get(path.substring(0, end));
      if (mount != null) {
        return mount;
      }
      end = path.lastIndexOf('/', end - 1);
    }
    return null;
  }

  private static String component(String path) {
    int end = path.indexOf('/', 1);
    return end < 0 ? path.substring(1) : path.substring(1, end);
  }

  private String places() {
    return places.isEmpty()
        ? "none"
        : byPlace.keySet().stream()
            .map(place -> place.substring(1))
            .collect(Collectors.joining(", "));
  }

  public void close() throws IOException {
    List<IOException> failures = new ArrayList<>();
    for (Mount mount : byPlace.values()) {
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
