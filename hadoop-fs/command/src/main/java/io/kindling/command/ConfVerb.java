package io.kindling.command;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Option;
import io.kindling.cache.config.Secrets;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.Json;
import io.kindling.command.output.TextTable;
import io.kindling.hadoop.config.FileSystemOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Shows the options of the cache as this command reads them. */
@Command(
    name = "conf",
    description =
        "Shows the options of the cache as this command reads them, and where each is from. Secrets"
            + " are not shown. Exit code 2 when one cannot be used; doctor says more.")
final class ConfVerb extends Verb {

  @picocli.CommandLine.Option(names = "--set", description = "Only options that are set.")
  private boolean onlySet;

  private record Line(String key, String value, String source, @Nullable String problem) {}

  @Override
  public Integer call() {
    Configuration configuration = common().withoutDefaults();
    List<Option<?>> known = new ArrayList<>(CacheOptions.ALL);
    known.addAll(FileSystemOptions.ALL);
    Map<String, Line> lines = new TreeMap<>();
    for (Option<?> option : known) {
      String set = configuration.get(option.key());
      if (set != null || !onlySet) {
        lines.put(option.key(), line(configuration, option, set));
      }
    }
    configuration
        .getPropsWithPrefix("fs.cache.")
        .forEach(
            (rest, value) -> {
              String key = "fs.cache." + rest;
              lines.computeIfAbsent(
                  key,
                  name ->
                      new Line(key, Secrets.shown(key, value), source(configuration, key), null));
            });
    show(
        Json.object("options", lines.values().stream().map(ConfVerb::json).toList()),
        out -> {
          TextTable table = new TextTable("KEY", "VALUE", "FROM");
          lines.values().forEach(line -> table.row(line.key, line.value, line.source));
          table.print(out);
          lines.values().stream()
              .filter(line -> line.problem != null)
              .forEach(line -> out.println(line.problem));
        });
    return lines.values().stream().anyMatch(line -> line.problem != null)
        ? ExitCode.WRONG_INPUT
        : ExitCode.DONE;
  }

  private static Line line(Configuration configuration, Option<?> option, @Nullable String set) {
    String value = set == null ? option.defaultText() : set;
    String problem = null;
    try {
      Object ignored = option.parser().apply(value);
    } catch (IllegalArgumentException | ArithmeticException wrong) {
      problem =
          "%s = \"%s\" is not %s (default: %s)"
              .formatted(
                  option.key(),
                  Secrets.shown(option.key(), value),
                  option.form(),
                  option.defaultText());
    }
    return new Line(
        option.key(),
        Secrets.shown(option.key(), value),
        set == null ? "default" : source(configuration, option.key()),
        problem);
  }

  private static String source(Configuration configuration, String key) {
    String[] sources = configuration.getPropertySources(key);
    return sources == null || sources.length == 0 ? "" : sources[sources.length - 1];
  }

  private static Map<String, @Nullable Object> json(Line line) {
    return Json.object(
        "key", line.key, "value", line.value, "from", line.source, "problem", line.problem);
  }
}
