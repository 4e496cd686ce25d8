package io.kindling.command;

import io.kindling.command.cluster.Cluster;
import io.kindling.command.cluster.RuntimeMountNames;
import io.kindling.command.output.CommandException;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.Json;
import io.kindling.hadoop.mount.MountSetting;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Ends what "mount" began. */
@Command(
    name = "unmount",
    description =
        "Ends a mount that \"mount\" made. Streams that are open read on; blocks stay in the cache"
            + " until others need the room, or \"free\" before this drops them.")
final class UnmountVerb extends Verb {

  @Parameters(index = "0", paramLabel = "NAME", description = "Name of the mount.")
  private String name = "";

  @Override
  public Integer call() throws IOException {
    try (Cluster cluster = cluster()) {
      Map<String, byte[]> settings = cluster.client().settings();
      if (!settings.containsKey(MountSetting.key(name))) {
        throw new CommandException(
            ExitCode.WRONG_INPUT,
            RuntimeMountNames.configured(common().withoutDefaults()).contains(name)
                ? "mount %s is one of the configuration: remove %s there"
                    .formatted(name, RuntimeMountNames.configurationKey(name))
                : "no mount %s was made at run time (there are: %s)"
                    .formatted(name, MountSetting.in(settings).keySet()));
      }
      cluster.client().removeSetting(MountSetting.key(name));
      show(
          Json.object("name", name, "unmounted", true),
          out -> out.printf("%s is unmounted%n", name));
      return ExitCode.DONE;
    }
  }
}
