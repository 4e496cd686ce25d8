package io.kindling.command;

import io.kindling.command.output.CommandException;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.Json;
import io.kindling.command.output.TextTable;
import io.kindling.hadoop.mount.Mount;
import io.kindling.hadoop.mount.MountTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import picocli.CommandLine.Command;

/** Shows the mounts of the configuration. */
@Command(
    name = "mounts",
    description = "Shows the mounts that the configuration of this command has.")
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
    TextTable table = new TextTable("NAME", "PATH", "UNDER STORE");
    for (Mount mount : mounts.all()) {
      json.add(Json.object("name", mount.name(), "path", mount.top(), "root", mount.root()));
      table.row(mount.name(), mount.top(), mount.root());
    }
    show(Json.object("mounts", json), table::print);
    return ExitCode.DONE;
  }
}
