package io.kindling.cache.web;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Option;
import io.kindling.cache.config.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An option as it is shown; of a secret only that it is set.
 *
 * @param set false when it has its default
 */
public record ShownOption(String key, String value, boolean set, String meaning) {

  /**
   * The options of the cache, and what else is configured, in the order of the keys.
   *
   * @param configured texts by their keys
   */
  public static List<ShownOption> of(Map<String, String> configured) {
    Map<String, ShownOption> shown = new TreeMap<>();
    configured.forEach(
        (key, value) -> shown.put(key, new ShownOption(key, Secrets.shown(key, value), true, "")));
    for (Option<?> option : CacheOptions.ALL) {
      String key = option.key();
      String value = configured.get(key);
      shown.put(
          key,
          new ShownOption(
              key,
              Secrets.shown(key, value == null ? option.defaultText() : value),
              value != null,
              option.meaning()));
    }
    return new ArrayList<>(shown.values());
  }
}
