package io.kindling.hadoop.mount;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Mounts by the paths that show them. Immutable. */
final class MountTree {

  private final SortedMap<String, Mount> byPlace = new TreeMap<>();
  private final Map<String, Mount> places;
  private final Set<String> folders = new HashSet<>();
  private final long version;
  private final int deepest;

  /**
   * A tree.
   *
   * @param version tells it from trees of other mounts
   */
  MountTree(Collection<Mount> mounts, long version) {
    this.version = version;
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

  long version() {
    return version;
  }

  Collection<Mount> all() {
    return Collections.unmodifiableCollection(byPlace.values());
  }

  /** Whether a folder below the root holds mounts and nothing else. */
  boolean isAbove(String path) {
    return folders.contains(path) && find(path) == null;
  }

  /** Whether a folder below the root has mounts below it. */
  boolean hasBelow(String path) {
    return folders.contains(path);
  }

  /** The names in a folder that are mounts, or have some below. */
  SortedSet<String> children(String path) {
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

  /** The mount with the longest path that a path below the root begins with. */
  @Nullable Mount find(String path) {
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

  /** All paths, for messages. */
  String places() {
    return places.isEmpty()
        ? "none"
        : byPlace.keySet().stream()
            .map(place -> place.substring(1))
            .collect(Collectors.joining(", "));
  }
}
