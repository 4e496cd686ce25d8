package io.kindling.command;

import io.kindling.cache.policy.PathPolicy;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Sets the time to live of a path. */
@Command(
    name = "ttl",
    description = "Drops blocks of a path so long after they came, pinned ones too.")
final class TtlVerb extends PolicyChange {

  @Parameters(index = "0", paramLabel = "PATH", description = "A file or folder.")
  private String path = "";

  @Parameters(index = "1", paramLabel = "TIME", description = "Such as 30s, 2h or 7d; or never.")
  private String time = "";

  private Duration timeToLive = Duration.ZERO;

  @Override
  void check() {
    timeToLive = PolicyText.time(time);
  }

  @Override
  List<String> paths() {
    return List.of(path);
  }

  @Override
  PathPolicy changed(PathPolicy policy) {
    return policy.withTimeToLive(timeToLive);
  }
}
