package io.kindling.command.doctor;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.InvalidSettingsException;
import io.kindling.cache.config.Option;
import io.kindling.cache.config.Settings;
import io.kindling.hadoop.config.FileSystemOptions;
import io.kindling.hadoop.config.NearestName;
import io.kindling.hadoop.mount.MountTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;

/** Looks for options that cannot be used, are misspelt, or that have to be set and are not. */
public final class OptionsCheck {

  private static final String PREFIX = "fs.cache.";
  private static final String SPARK_PREFIX = "spark.hadoop.";

  private OptionsCheck() {}

  /** Looks at all options of the cache. */
  public static List<Finding> run(Configuration configuration) throws IOException {
    List<Finding> findings = new ArrayList<>();
    List<Option<?>> known = new ArrayList<>(CacheOptions.ALL);
    known.addAll(FileSystemOptions.ALL);
    try {
      Settings ignored = Settings.read(known, configuration::get);
    } catch (InvalidSettingsException wrong) {
      wrong.problems().forEach(each -> findings.add(error(each)));
    }
    List<String> problems = new ArrayList<>();
    MountTable mounts =
        MountTable.read(configuration, UserGroupInformation.getCurrentUser(), problems);
    problems.forEach(each -> findings.add(error(each)));
    if (mounts.all().isEmpty() && problems.isEmpty()) {
      findings.add(
          Finding.warning(
              "options",
              "no mount is set, so paths of scheme cache show nothing",
              "set fs.cache.mount.<name>=<under-store URI>, unless all schemes are taken over"));
    }
    findUnknown(configuration, known.stream().map(Option::key).toList(), findings);
    if (configuration.get(CacheOptions.CLUSTER_SECRET.key(), "").isEmpty()) {
      findings.add(
          Finding.warning(
              "options",
              CacheOptions.CLUSTER_SECRET.key()
                  + " is empty: whoever reaches the ports may read and change the cache",
              "set the same secret on all nodes and clients"));
    }
    if (findings.isEmpty()) {
      findings.add(Finding.good("options", "all can be used"));
    }
    return findings;
  }

  private static Finding error(String problem) {
    return Finding.error("options", problem, "correct it in core-site.xml, --conf or -D");
  }

  private static void findUnknown(
      Configuration configuration, List<String> known, List<Finding> findings) {
    for (String rest : configuration.getPropsWithPrefix(SPARK_PREFIX + PREFIX).keySet()) {
      findings.add(
          Finding.warning(
              "options",
              SPARK_PREFIX + PREFIX + rest + " is for Spark's configuration, and does nothing here",
              "write " + PREFIX + rest));
    }
    for (String rest : configuration.getPropsWithPrefix(PREFIX).keySet()) {
      String key = PREFIX + rest;
      boolean free =
          key.startsWith(FileSystemOptions.MOUNT_PREFIX)
              || key.startsWith(FileSystemOptions.UNDER_PREFIX)
              || key.equals("fs.cache.impl");
      if (!free && !known.contains(key)) {
        findings.add(
            Finding.warning(
                "options",
                key + " is no option of this version, so it does nothing",
                "perhaps " + NearestName.of(key, known) + " is meant"));
      }
    }
  }
}
