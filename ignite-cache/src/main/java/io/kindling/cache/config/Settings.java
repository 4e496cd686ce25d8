package io.kindling.cache.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The values of a set of options, read once and immutable. */
public final class Settings {

  private final Map<String, Object> values;

  private Settings(Map<String, Object> values) {
    this.values = values;
  }

  /**
   * Reads options.
   *
   * @param options which ones
   * @param lookup text of a key, null when not configured
   * @throws InvalidSettingsException naming every bad value at once
   */
  public static Settings read(
      Collection<Option<?>> options, Function<String, @Nullable String> lookup) {
    Map<String, Object> values = new HashMap<>();
    List<String> problems = new ArrayList<>();
    for (Option<?> option : options) {
      String text = lookup.apply(option.key());
      try {
        values.put(option.key(), option.parser().apply(text == null ? option.defaultText() : text));
      } catch (IllegalArgumentException | ArithmeticException bad) {
        problems.add(
            "%s = \"%s\" is not %s (default: %s)"
                .formatted(option.key(), text, option.form(), option.defaultText()));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return new Settings(Map.copyOf(values));
  }

  /** The value of an option that was among those read. */
  @SuppressWarnings("unchecked")
  public <T> T get(Option<T> option) {
    Object value = values.get(option.key());
    if (value == null) {
      throw new IllegalArgumentException(option.key() + " is not among the options that were read");
    }
    return (T) value;
  }
}
