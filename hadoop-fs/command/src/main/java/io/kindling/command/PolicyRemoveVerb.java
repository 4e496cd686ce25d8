package io.kindling.command;

import io.kindling.cache.policy.PathPolicies;
import io.kindling.command.output.CommandException;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.Json;
import io.kindling.hadoop.load.CacheFiles;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Ends what is set for a path. */
@Command(
    name = "remove",
    description =
        "Ends all that is set for a path itself, so that it follows the folders above it. Exit code"
            + " 4 when nothing is set for it.")
final class PolicyRemoveVerb extends Verb {

  @Parameters(
      paramLabel = "PATH",
      description = "A file or folder, or the URI that \"policy list\" shows.")
  private String path = "";

  @Override
  public Integer call() throws IOException {
    try (Place place = place()) {
      PathPolicies policies = place.cluster().policies();
      String uri = policies.byPath().containsKey(path) ? path : located(place);
      if (!policies.byPath().containsKey(uri)) {
        throw new CommandException(
            ExitCode.NO_PATH, "nothing is set for " + uri + "; \"kindling policy list\" shows all");
      }
      place.cluster().client().removePolicy(uri);
      show(Json.object("removed", uri), out -> out.println("nothing is set for " + uri + " now"));
      return ExitCode.DONE;
    }
  }

  private String located(Place place) throws IOException {
    CacheFiles.Place found = place.files().locate(path);
    return found.uri();
  }
}
