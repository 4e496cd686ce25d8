package io.kindling.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is set for paths. */
@Command(
    name = "policy",
    description = "Shows and changes what is set for paths. The most specific path wins.",
    synopsisSubcommandLabel = "(list | show | set | remove)",
    subcommands = {
      PolicyListVerb.class,
      PolicyShowVerb.class,
      PolicySetVerb.class,
      PolicyRemoveVerb.class
    })
final class PolicyVerb implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    CommandLine line = spec == null ? new CommandLine(this) : spec.commandLine();
    throw new ParameterException(line, "say what to do: list, show, set or remove");
  }
}
