package io.kindling.cache.config;

import java.util.List;

/** One or more options have values that cannot be used. The message names each. */
public final class InvalidSettingsException extends IllegalArgumentException {

  private final List<String> problems;

  public InvalidSettingsException(List<String> problems) {
    super("bad configuration: " + String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** One sentence for each bad option. */
  public List<String> problems() {
    return problems;
  }
}
