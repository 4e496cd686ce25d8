package io.kindling.bigdl;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Option;
import io.kindling.cache.config.Settings;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * How executors enter their application's own cluster, written into the Hadoop options that Spark
 * hands to them. Used by one thread.
 */
final class Invitation {

  /** Tells the cluster of the application itself from one that it is merely a client of. */
  private static final String OWN_CLUSTER = "fs.cache.cluster.own";

  private final Configuration options;
  private final Map<String, @Nullable String> before = new HashMap<>();

  private Invitation(Configuration options) {
    this.options = options;
  }

  /**
   * What the application says about its cache.
   *
   * @throws IllegalStateException when that leads to another cluster
   */
  static Map<String, String> wishes(Configuration options) {
    Map<String, String> wishes = new HashMap<>();
    for (Option<?> option : CacheOptions.ALL) {
      String value = options.get(option.key(), "").strip();
      if (!value.isEmpty()) {
        wishes.put(option.key(), value);
      }
    }
    String seeds = wishes.get(CacheOptions.CLUSTER_SEEDS.key());
    if (seeds != null) {
      throw new IllegalStateException(
          "%s is %s, so executors read through that cluster; unset it to start nodes in them"
              .formatted(CacheOptions.CLUSTER_SEEDS.key(), seeds));
    }
    return wishes;
  }

  /** Writes an invitation. */
  static Invitation write(Map<String, String> invitation, Configuration options) {
    Invitation written = new Invitation(options);
    invitation.forEach(written::set);
    written.set(OWN_CLUSTER, "true");
    return written;
  }

  /** Leaves the options as they were. */
  void takeBack() {
    before.forEach(
        (key, value) -> {
          if (value == null) {
            options.unset(key);
          } else {
            options.set(key, value);
          }
        });
    before.clear();
  }

  /** What a node is started with; null when the application has no cluster of its own. */
  static @Nullable Settings read(Configuration options) {
    return options.getBoolean(OWN_CLUSTER, false)
        ? Settings.read(CacheOptions.ALL, options::get)
        : null;
  }

  private void set(String key, String value) {
    before.putIfAbsent(key, options.get(key));
    options.set(key, value);
  }
}
