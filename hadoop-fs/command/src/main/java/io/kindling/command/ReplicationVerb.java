package io.kindling.command;

import io.kindling.cache.policy.PathPolicy;
import io.kindling.command.output.CommandException;
import io.kindling.command.output.ExitCode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Sets on how many nodes blocks of a path are. */
@Command(name = "replication", description = "Sets on how many nodes the blocks of a path are.")
final class ReplicationVerb extends PolicyChange {

  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,4})(?:\\.\\.(\\d{1,4}))?");

  @Parameters(index = "0", paramLabel = "PATH", description = "A file or folder.")
  private String path = "";

  @Parameters(
      index = "1",
      paramLabel = "N[..M]",
      description = "N nodes always, up to M while many read the same group. M is N unless given.")
  private String replicas = "";

  private int fewest = 1;
  private int most = 1;

  @Override
  void check() {
    Matcher matcher = NUMBERS.matcher(replicas);
    if (matcher.matches()) {
      fewest = Integer.parseInt(matcher.group(1));
      most = matcher.group(2) == null ? fewest : Integer.parseInt(matcher.group(2));
    }
    if (!matcher.matches() || fewest < 1 || most < fewest) {
      throw new CommandException(
          ExitCode.WRONG_INPUT,
          "\"" + replicas + "\": write a number of nodes such as 2, or 1..3 for one to three");
    }
  }

  @Override
  List<String> paths() {
    return List.of(path);
  }

  @Override
  PathPolicy changed(PathPolicy policy) {
    return policy.withReplicas(fewest, most);
  }
}
