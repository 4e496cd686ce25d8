package io.kindling.command;

import io.kindling.cache.policy.PathPolicy;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.Json;
import io.kindling.hadoop.load.CacheFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A verb that changes one thing of what is set for paths. */
abstract class PolicyChange extends Verb {

  /** What a path's policy becomes. */
  abstract PathPolicy changed(PathPolicy policy);

  /** The paths, as the user wrote them. */
  abstract List<String> paths();

  /**
   * Looks at the arguments before anything is done.
   *
   * @throws io.kindling.command.output.CommandException when they are wrong
   */
  void check() {}

  @Override
  public final Integer call() throws IOException {
    check();
    try (Place place = place()) {
      List<CacheFiles.Place> places = new ArrayList<>();
      for (String path : paths()) {
        places.add(place.files().locate(path));
      }
      List<Object> json = new ArrayList<>();
      List<String> lines = new ArrayList<>();
      for (CacheFiles.Place each : places) {
        PathPolicy policy = place.cluster().change(each.uri(), this::changed);
        Map<String, @Nullable Object> entry = Json.object("path", each.path(), "uri", each.uri());
        entry.putAll(PolicyText.json(policy));
        json.add(entry);
        lines.add(each.path() + ": " + PolicyText.text(policy));
      }
      show(Json.object("policies", json), out -> lines.forEach(out::println));
      return ExitCode.DONE;
    }
  }
}
