package io.kindling.command;

import io.kindling.cache.policy.Hold;
import io.kindling.cache.policy.PathPolicy;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Ends the pinning of paths. */
@Command(name = "unpin", description = "Ends pin: blocks of the paths may be evicted again.")
final class UnpinVerb extends PolicyChange {

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files and folders.")
  private List<String> paths = List.of();

  @Override
  List<String> paths() {
    return paths;
  }

  @Override
  PathPolicy changed(PathPolicy policy) {
    return policy.with(Hold.EVICTABLE);
  }
}
