package io.kindling.hadoop.config;

import io.kindling.cache.config.InvalidSettingsException;
import io.kindling.cache.config.Option;
import io.kindling.cache.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is set for one mount beside its under store.
 *
 * @param path where it is shown, from the root, without a slash at its end
 * @param access what may be done through it
 * @param freshness how long its statuses are believed; null for what holds for all
 * @param write what becomes of bytes that are written; null for what holds for all
 * @param conf options that its under store alone is opened with
 */
public record MountOptions(
    String path,
    Access access,
    @Nullable Freshness freshness,
    @Nullable WriteMode write,
    Map<String, String> conf) {

  /** Begin of the part of a key that names an option of the under store. */
  public static final String CONF = "conf.";

  /** What may be done through a mount. */
  public enum Access {
    READ_WRITE,
    /** Nothing below it is changed through the cache. */
    READ_ONLY
  }

  /** What holds for a mount of which nothing is set. */
  public static MountOptions standard(String name) {
    return new MountOptions("/" + name, Access.READ_WRITE, null, null, Map.of());
  }

  private static Option<String> path(String name) {
    return new Option<>(
        key(name, "path"),
        "/" + name,
        "a path such as /sets/photos",
        "Where the mount is shown below cache:///. May be below the path of another mount; the"
            + " longest path wins.",
        MountOptions::checkedPath);
  }

  private static Option<Access> access(String name) {
    return Option.choice(
        key(name, "access"),
        Access.class,
        Access.READ_WRITE,
        "read-only refuses whatever changes something below the mount.");
  }

  private static Option<String> freshness(String name) {
    return new Option<>(
        key(name, "freshness"),
        "",
        "a time such as 60s, 0 or never",
        "How long statuses of this mount are believed. Empty: "
            + FileSystemOptions.METADATA_FRESHNESS.key()
            + ".",
        MountOptions::checkedFreshness);
  }

  private static Option<String> write(String name) {
    return new Option<>(
        key(name, "write"),
        "",
        FileSystemOptions.WRITE.form(),
        "What becomes of bytes that are written below this mount. Empty: "
            + FileSystemOptions.WRITE.key()
            + ".",
        MountOptions::checkedWrite);
  }

  /** The options of a mount, for reading and for the manual. */
  public static List<Option<?>> options(String name) {
    return List.of(path(name), access(name), freshness(name), write(name));
  }

  /**
   * Reads what is set for a mount.
   *
   * @param set values by key without {@code fs.cache.mount.<name>.}
   * @param problems takes one sentence for each that cannot be used
   */
  public static MountOptions read(String name, Map<String, String> set, List<String> problems) {
    String prefix = key(name, "");
    List<String> known = new ArrayList<>();
    options(name).forEach(option -> known.add(option.key().substring(prefix.length())));
    SortedMap<String, String> conf = new TreeMap<>();
    set.forEach(
        (key, value) -> {
          if (key.startsWith(CONF) && key.length() > CONF.length()) {
            conf.put(key.substring(CONF.length()), value);
          } else if (!known.contains(key)) {
            problems.add(
                "%s%s is no option of a mount; nearest: %s%s (known: %s, %s<key of the store>)"
                    .formatted(
                        prefix,
                        key,
                        prefix,
                        NearestName.of(key, known),
                        String.join(", ", known),
                        CONF));
          }
        });
    try {
      Settings read = Settings.read(options(name), key -> set.get(key.substring(prefix.length())));
      String fresh = read.get(freshness(name));
      String write = read.get(write(name));
      return new MountOptions(
          read.get(path(name)),
          read.get(access(name)),
          fresh.isEmpty() ? null : Freshness.parse(fresh),
          write.isEmpty() ? null : FileSystemOptions.WRITE.parser().apply(write),
          conf);
    } catch (InvalidSettingsException wrong) {
      problems.addAll(wrong.problems());
      return standard(name);
    }
  }

  private static String key(String name, String option) {
    return FileSystemOptions.MOUNT_PREFIX + name + "." + option;
  }

  private static String checkedPath(String text) {
    String path = text.trim();
    boolean usable = path.startsWith("/") && path.length() > 1;
    for (String part : path.substring(Math.min(1, path.length())).split("/", -1)) {
      usable &= !part.isEmpty() && !part.equals(".") && !part.equals("..");
    }
    if (!usable) {
      throw new IllegalArgumentException("not a path below the root");
    }
    return path;
  }

  private static String checkedFreshness(String text) {
    String trimmed = text.trim();
    if (!trimmed.isEmpty()) {
      Freshness ignored = Freshness.parse(trimmed);
    }
    return trimmed;
  }

  private static String checkedWrite(String text) {
    String trimmed = text.trim();
    if (!trimmed.isEmpty()) {
      WriteMode ignored = FileSystemOptions.WRITE.parser().apply(trimmed);
    }
    return trimmed;
  }
}
