package io.kindling.cache.node;

import io.kindling.cache.cluster.Setting;
import io.kindling.cache.cluster.SettingsMap;
import io.kindling.cache.policy.PathPolicies;
import io.kindling.cache.policy.PathPolicy;
import io.kindling.cache.store.BlockStore;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies of paths among the settings of the cluster: one setting for each path, so that
 * changes of different paths on different nodes do not undo each other. Whatever changes, the
 * node's store is given all of them. Safe for any number of threads.
 */
final class PolicySettings {

  private static final Logger LOG = LoggerFactory.getLogger(PolicySettings.class);
  private static final String PREFIX = "policy/";

  private final SettingsMap settings;
  private final BlockStore store;

  private PolicySettings(SettingsMap settings, BlockStore store) {
    this.settings = settings;
    this.store = store;
  }

  /** Gives the store what is set, now and whenever it changes. */
  static void follow(SettingsMap settings, BlockStore store) {
    PolicySettings policies = new PolicySettings(settings, store);
    if (settings.all().stream().anyMatch(PolicySettings::isPolicy)) {
      policies.apply();
    }
    settings.addListener(policies::changed);
  }

  /** The key under which the policy of a path is set. */
  static String key(String path) {
    return PREFIX + path;
  }

  /** The value under that key. */
  static byte[] value(String path, PathPolicy policy) {
    return PathPolicies.NONE.with(path, policy).text().getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isPolicy(Setting setting) {
    return setting.key().startsWith(PREFIX);
  }

  private void changed(Setting setting) {
    if (isPolicy(setting)) {
      apply();
    }
  }

  /**
   * The policies of all paths that are set.
   *
   * @throws IllegalArgumentException when one cannot be read
   */
  static PathPolicies in(SettingsMap settings) {
    return in(settings.values());
  }

  /** As the other, from settings that are not removed. */
  static PathPolicies in(Map<String, byte[]> settings) {
    StringBuilder text = new StringBuilder();
    settings.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX)) {
            text.append(new String(value, StandardCharsets.UTF_8));
          }
        });
    return PathPolicies.parse(text.toString());
  }

  private synchronized void apply() {
    try {
      store.apply(in(settings));
    } catch (IllegalArgumentException unreadable) {
      LOG.warn("the policies of paths stay as they were: {}", unreadable.getMessage());
    }
  }
}
