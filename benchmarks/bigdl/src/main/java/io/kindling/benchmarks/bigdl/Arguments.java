package io.kindling.benchmarks.bigdl;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a program is told: {@code name=value} each; names that begin with {@code fs.} are Hadoop
 * options.
 */
final class Arguments {

  private static final String HADOOP = "fs.";

  private final Map<String, String> values = new LinkedHashMap<>();

  Arguments(String[] arguments) {
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(argument + " is no name=value");
      }
      values.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the argument " + name + "=... is missing");
    }
    return value;
  }

  int number(String name) {
    return Integer.parseInt(text(name));
  }

  /** Options for Hadoop's configuration. */
  Map<String, String> hadoopOptions() {
    Map<String, String> options = new LinkedHashMap<>(values);
    options.keySet().removeIf(name -> !name.startsWith(HADOOP));
    return options;
  }
}
