package io.kindling.hadoop.mount;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A mount that was made at run time, as it stands among the settings of the cluster.
 *
 * @param name of the mount
 * @param root URI in the under store
 * @param options as in keys {@code fs.cache.mount.<name>.<option>}
 */
public record MountSetting(String name, String root, Map<String, String> options) {

  private static final String PREFIX = "mount/";
  private static final String ROOT = "";

  public MountSetting {
    options = Map.copyOf(options);
  }

  /** Where it stands among the settings. */
  public static String key(String name) {
    return PREFIX + name;
  }

  /** What stands there. */
  public byte[] value() {
    Properties properties = new Properties();
    properties.putAll(options);
    properties.setProperty(ROOT, root);
    StringWriter text = new StringWriter();
    try {
      properties.store(text, null);
    } catch (IOException impossible) {
      throw new UncheckedIOException("memory does not fail", impossible);
    }
    // Without the time of writing, so that the same mount is the same text.
    String lines =
        text.toString()
            .lines()
            .filter(line -> !line.startsWith("#"))
            .sorted()
            .reduce("", (all, line) -> all + line + "\n");
    return lines.getBytes(StandardCharsets.UTF_8);
  }

  /** All mounts among the settings of a cluster, by name. */
  public static Map<String, MountSetting> in(Map<String, byte[]> settings) {
    Map<String, MountSetting> mounts = new TreeMap<>();
    settings.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX)) {
            String name = key.substring(PREFIX.length());
            mounts.put(name, parse(name, new String(value, StandardCharsets.UTF_8)));
          }
        });
    return mounts;
  }

  private static MountSetting parse(String name, String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException impossible) {
      throw new UncheckedIOException("memory does not fail", impossible);
    }
    Map<String, String> options = new TreeMap<>();
    properties.stringPropertyNames().forEach(key -> options.put(key, properties.getProperty(key)));
    String root = options.remove(ROOT);
    return new MountSetting(name, root == null ? "" : root, options);
  }

  /** The keys that would configure the same mount, without {@code fs.cache.mount.}. */
  public Map<String, String> keys() {
    Map<String, String> keys = new TreeMap<>();
    keys.put(name, root);
    options.forEach((option, value) -> keys.put(name + "." + option, value));
    return keys;
  }
}
