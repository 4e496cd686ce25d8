package io.kindling.command;

import io.kindling.cache.config.CacheOptions;
import io.kindling.command.cluster.Cluster;
import io.kindling.command.output.CommandException;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.Json;
import io.kindling.command.output.TextTable;
import io.kindling.hadoop.mount.Mount;
import io.kindling.hadoop.mount.MountSetting;
import io.kindling.hadoop.mount.MountTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import picocli.CommandLine.Command;

/** Shows the mounts there are. */
@Command(
    name = "mounts",
    description =
        "Shows the mounts that the configuration of this command has, and those that \"mount\" made"
            + " in the cluster.")
final class MountsVerb extends Verb {

  @Override
  public Integer call() throws IOException {
    Configuration configuration = common().configuration();
    List<String> problems = new ArrayList<>();
    MountTable mounts =
        MountTable.read(configuration, UserGroupInformation.getCurrentUser(), problems);
    if (!problems.isEmpty()) {
      throw new CommandException(ExitCode.WRONG_INPUT, String.join("\n", problems));
    }
    List<Object> json = new ArrayList<>();
    TextTable table = new TextTable("NAME", "PATH", "UNDER STORE", "MADE");
    for (Mount mount : mounts.all()) {
      json.add(json(mount.name(), mount.top(), mount.root(), "configuration"));
      table.row(mount.name(), mount.top(), mount.root(), "by the configuration");
    }
    for (MountSetting made : MountSetting.in(clusterSettings(configuration)).values()) {
      String path = "cache:" + made.options().getOrDefault("path", "/" + made.name());
      json.add(json(made.name(), path, made.root(), "run time"));
      table.row(made.name(), path, made.root(), "at run time");
    }
    show(Json.object("mounts", json), table::print);
    return ExitCode.DONE;
  }

  private static Object json(String name, Object path, Object root, String made) {
    return Json.object("name", name, "path", path, "root", root, "made", made);
  }

  /** Without a cluster there are none. */
  private Map<String, byte[]> clusterSettings(Configuration configuration) throws IOException {
    if (CommonOptions.settings(configuration).get(CacheOptions.CLUSTER_SEEDS).isEmpty()) {
      return Map.of();
    }
    try (Cluster cluster = cluster()) {
      return cluster.client().settings();
    } catch (CommandException noCluster) {
      err().println("mounts made at run time are not known: " + noCluster.getMessage());
      return Map.of();
    }
  }
}
