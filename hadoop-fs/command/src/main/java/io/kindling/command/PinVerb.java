package io.kindling.command;

import io.kindling.cache.policy.Hold;
import io.kindling.cache.policy.PathPolicy;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Pins paths. */
@Command(
    name = "pin",
    description =
        "Keeps files and folders in the cache: what is held of them, and what comes, is never"
            + " evicted. Loads nothing.")
final class PinVerb extends PolicyChange {

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files and folders.")
  private List<String> paths = List.of();

  @Override
  List<String> paths() {
    return paths;
  }

  @Override
  PathPolicy changed(PathPolicy policy) {
    return policy.with(Hold.PINNED);
  }
}
