package io.kindling.command;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.InvalidSettingsException;
import io.kindling.cache.config.Settings;
import io.kindling.command.output.CommandException;
import io.kindling.command.output.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Option;

/** What every verb takes: where the options of the cache come from, and how results are shown. */
final class CommonOptions {

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description =
          "Options in Hadoop's XML form, as core-site.xml; later files win over earlier ones and"
              + " over core-site.xml of the class path.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      mapFallbackValue = "true",
      description = "One option, such as fs.cache.cluster.seeds=host:7440; wins over files.")
  private Map<String, String> values = new LinkedHashMap<>();

  @Option(names = "--json", description = "Show the result as JSON.")
  private boolean json;

  boolean json() {
    return json;
  }

  /** All of Hadoop's options, for verbs that open file systems. */
  Configuration configuration() {
    return fill(new Configuration());
  }

  /**
   * The options without Hadoop's own defaults, which take longer to read than most verbs need in
   * all.
   */
  Configuration withoutDefaults() {
    Configuration configuration = new Configuration(false);
    if (CommonOptions.class.getClassLoader().getResource("core-site.xml") != null) {
      configuration.addResource("core-site.xml");
    }
    return fill(configuration);
  }

  private Configuration fill(Configuration configuration) {
    for (Path file : files) {
      if (!Files.isReadable(file)) {
        throw new CommandException(
            ExitCode.WRONG_INPUT, "--conf " + file + ": there is no such file that can be read");
      }
      configuration.addResource(new org.apache.hadoop.fs.Path(file.toAbsolutePath().toUri()));
    }
    try {
      // Reads the files now.
      int ignored = configuration.size();
    } catch (RuntimeException unreadable) {
      throw new CommandException(
          ExitCode.WRONG_INPUT, "the configuration cannot be read: " + unreadable.getMessage());
    }
    values.forEach((key, value) -> configuration.set(key, value, "-D"));
    return configuration;
  }

  /**
   * The options of the cache and its cluster.
   *
   * @throws CommandException naming every bad value
   */
  static Settings settings(Configuration configuration) {
    try {
      return Settings.read(CacheOptions.ALL, configuration::get);
    } catch (InvalidSettingsException wrong) {
      throw new CommandException(ExitCode.WRONG_INPUT, wrong.getMessage());
    }
  }
}
