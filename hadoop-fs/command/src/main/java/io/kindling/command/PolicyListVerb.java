package io.kindling.command;

import io.kindling.cache.policy.PathPolicies;
import io.kindling.command.cluster.Cluster;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.Json;
import io.kindling.command.output.TextTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Shows the policies of all paths. */
@Command(name = "list", description = "Shows what is set, for all paths.")
final class PolicyListVerb extends Verb {

  @Override
  public Integer call() throws IOException {
    try (Cluster cluster = cluster()) {
      PathPolicies policies = cluster.policies();
      List<Object> json = new ArrayList<>();
      TextTable table = new TextTable("PATH", "POLICY");
      policies
          .byPath()
          .forEach(
              (path, policy) -> {
                Map<String, @Nullable Object> entry = Json.object("uri", path);
                entry.putAll(PolicyText.json(policy));
                json.add(entry);
                table.row(path, PolicyText.text(policy));
              });
      show(Json.object("policies", json), table::print);
      return ExitCode.DONE;
    }
  }
}
