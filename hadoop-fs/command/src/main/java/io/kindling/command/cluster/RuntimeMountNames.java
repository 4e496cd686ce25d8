package io.kindling.command.cluster;

import io.kindling.command.output.CommandException;
import io.kindling.command.output.ExitCode;
import io.kindling.hadoop.config.FileSystemOptions;
import io.kindling.hadoop.mount.Mount;
import io.kindling.hadoop.mount.MountSetting;
import io.kindling.hadoop.mount.MountTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;

/** Names and paths of mounts that are taken, by the configuration or at run time. */
public final class RuntimeMountNames {

  private final Configuration configuration;
  private final Map<String, MountSetting> made;

  /**
   * What is taken.
   *
   * @param settings of the cluster
   */
  public RuntimeMountNames(Configuration configuration, Map<String, byte[]> settings) {
    this.configuration = configuration;
    this.made = MountSetting.in(settings);
  }

  /** The key that configures a mount. */
  public static String configurationKey(String name) {
    return FileSystemOptions.MOUNT_PREFIX + name;
  }

  /** The names of the mounts that a configuration has. */
  public static Set<String> configured(Configuration configuration) {
    Set<String> names = new TreeSet<>();
    for (String key : configuration.getPropsWithPrefix(FileSystemOptions.MOUNT_PREFIX).keySet()) {
      if (key.indexOf('.') < 0) {
        names.add(key);
      }
    }
    return names;
  }

  /**
   * The mount of a setting, which its caller closes. It may take the place of one of its name that
   * was made at run time.
   *
   * @throws CommandException naming what it clashes with, or what is wrong with it
   */
  public Mount checked(MountSetting setting) throws IOException {
    if (configured(configuration).contains(setting.name())) {
      throw new CommandException(
          ExitCode.WRONG_INPUT,
          "mount %s is one of the configuration (%s = %s): take another name, or change it there"
              .formatted(
                  setting.name(),
                  configurationKey(setting.name()),
                  configuration.get(configurationKey(setting.name()))));
    }
    Configuration all = new Configuration(configuration);
    made.values().stream()
        .filter(each -> !each.name().equals(setting.name()))
        .forEach(each -> set(each, all));
    set(setting, all);
    List<String> problems = new ArrayList<>();
    MountTable table = MountTable.read(all, UserGroupInformation.getCurrentUser(), problems);
    if (!problems.isEmpty()) {
      throw new CommandException(ExitCode.WRONG_INPUT, String.join("\n", problems));
    }
    return table.all().stream()
        .filter(mount -> mount.name().equals(setting.name()))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandException(
                    ExitCode.WRONG_INPUT,
                    "\""
                        + setting.name()
                        + "\" is no name of a mount: leave out slashes and dots"));
  }

  private static void set(MountSetting mount, Configuration configuration) {
    mount
        .keys()
        .forEach((key, value) -> configuration.set(FileSystemOptions.MOUNT_PREFIX + key, value));
  }
}
