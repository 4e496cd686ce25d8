package io.kindling.hadoop.mount;

import io.kindling.hadoop.config.FileSystemOptions;
import io.kindling.hadoop.config.MountOptions;
import io.kindling.hadoop.config.NearestName;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Reads mounts and their options, and all that is wrong with them at once. */
final class MountReader {

  /** Makes a mount. */
  @FunctionalInterface
  interface Maker {
    Mount make(String name, Path root, MountOptions options);
  }

  private MountReader() {}

  /**
   * Reads mounts.
   *
   * @param set values by key without {@link FileSystemOptions#MOUNT_PREFIX}: {@code <name>} and
   *     {@code <name>.<option>}
   * @param problems takes one sentence for each that is wrong
   */
  static List<Mount> read(Map<String, String> set, List<String> problems, Maker maker) {
    Map<String, String> roots = new TreeMap<>();
    Map<String, Map<String, String>> options = new TreeMap<>();
    set.forEach(
        (key, value) -> {
          int dot = key.indexOf('.');
          if (dot < 0) {
            roots.put(key, value.trim());
          } else {
            options
                .computeIfAbsent(key.substring(0, dot), name -> new TreeMap<>())
                .put(key.substring(dot + 1), value);
          }
        });
    options.forEach(
        (name, values) -> {
          if (!roots.containsKey(name)) {
            problems.add(missing(name, values.keySet().iterator().next(), roots));
          }
        });
    List<Mount> mounts = new ArrayList<>();
    Map<String, String> taken = new HashMap<>();
    roots.forEach(
        (name, text) -> {
          String problem = problem(name, text);
          MountOptions read =
              MountOptions.read(name, options.getOrDefault(name, Map.of()), problems);
          String other = taken.putIfAbsent(read.path(), name);
          if (problem != null) {
            problems.add(key(name) + " = \"" + text + "\" " + problem);
          } else if (other != null) {
            problems.add(
                "%s and %s are both shown at %s; set another %s.path"
                    .formatted(key(other), key(name), read.path(), key(name)));
          } else {
            mounts.add(maker.make(name, new Path(text), read));
          }
        });
    return mounts;
  }

  private static String missing(String name, String option, Map<String, String> roots) {
    return "%s.%s is set, but there is no mount \"%s\"; set %s=<under-store URI>%s"
        .formatted(
            key(name),
            option,
            name,
            key(name),
            roots.isEmpty() ? "" : ", or mean " + NearestName.of(name, roots.keySet()));
  }

  private static String key(String name) {
    return FileSystemOptions.MOUNT_PREFIX + name;
  }

  private static @Nullable String problem(String name, String text) {
    if (name.isEmpty() || name.indexOf('/') >= 0) {
      return "is no mount: a name holds neither a slash nor a dot; %s<name>.path shows it deeper"
          .formatted(FileSystemOptions.MOUNT_PREFIX);
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
}
