package io.kindling.command;

import io.kindling.cache.policy.PathPolicy;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Limits what is kept of a path. */
@Command(
    name = "quota",
    description = "Limits the bytes that each node keeps of a path in each tier.")
final class QuotaVerb extends PolicyChange {

  @Parameters(index = "0", paramLabel = "PATH", description = "A file or folder.")
  private String path = "";

  @Parameters(index = "1", paramLabel = "SIZE", description = "Such as 500m or 20g; or none.")
  private String size = "";

  private long quota;

  @Override
  void check() {
    quota = PolicyText.size(size);
  }

  @Override
  List<String> paths() {
    return List.of(path);
  }

  @Override
  PathPolicy changed(PathPolicy policy) {
    return policy.withQuota(quota);
  }
}
