package io.kindling.command;

import io.kindling.cache.policy.PathPolicy;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.Json;
import io.kindling.hadoop.load.CacheFiles;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what holds for one path. */
@Command(name = "show", description = "Shows what holds for a path, by whatever path it is set.")
final class PolicyShowVerb extends Verb {

  @Parameters(paramLabel = "PATH", description = "A file or folder.")
  private String path = "";

  @Override
  public Integer call() throws IOException {
    try (Place place = place()) {
      CacheFiles.Place found = place.files().locate(path);
      PathPolicy policy = place.cluster().policies().of(found.uri());
      Map<String, @Nullable Object> json = Json.object("path", found.path(), "uri", found.uri());
      json.putAll(PolicyText.json(policy));
      show(json, out -> out.println(found.path() + ": " + PolicyText.text(policy)));
      return ExitCode.DONE;
    }
  }
}
