package io.kindling.spark.options;

import java.util.HashMap;
import java.util.Map;

/** Options of which some are given twice; the case of a key does not make another one of it. */
public final class LayeredOptions {
  private LayeredOptions() {}

  /** All options, of which those in {@code upper} go before those in {@code lower}. */
  public static Map<String, String> of(Map<String, String> lower, Map<String, String> upper) {
    Map<String, String> all = new HashMap<>(lower);
    upper.forEach(
        (key, value) -> {
          all.keySet().removeIf(key::equalsIgnoreCase);
          all.put(key, value);
        });
    return all;
  }
}
