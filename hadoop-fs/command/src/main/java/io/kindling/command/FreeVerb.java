package io.kindling.command;

import io.kindling.cache.node.NodeAnswer;
import io.kindling.cache.store.Freed;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.Json;
import io.kindling.command.output.Quantities;
import io.kindling.hadoop.load.CacheFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Drops what the cluster holds of paths. */
@Command(
    name = "free",
    description =
        "Drops what all nodes hold of paths, whatever its version; files at the under store stay."
            + " Exit code 1 when a node did not answer or pinned blocks were left.")
final class FreeVerb extends Verb {

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files and folders.")
  private List<String> paths = List.of();

  @Option(names = "--pinned", description = "Drop blocks of pinned paths, too.")
  private boolean pinned;

  @Override
  public Integer call() throws IOException {
    try (Place place = place()) {
      List<CacheFiles.Place> found = new ArrayList<>();
      for (String path : paths) {
        found.add(place.files().locate(path));
      }
      Map<CacheFiles.Place, Freed> freed = new LinkedHashMap<>();
      List<String> silent = new ArrayList<>();
      for (CacheFiles.Place each : found) {
        Freed first = free(place, each.uri(), silent);
        // A node may have given a replica to another one that was free of it already.
        boolean again = first.dropped().blocks() > 0 && place.cluster().table().size() > 1;
        Freed second = again ? free(place, each.uri(), silent) : Freed.NOTHING;
        freed.put(each, new Freed(first.dropped().plus(second.dropped()), first.pinned()));
      }
      show(
          Json.object(
              "paths",
              freed.entrySet().stream().map(each -> json(each.getKey(), each.getValue())).toList(),
              "silentNodes",
              silent),
          out -> print(out, freed, silent));
      boolean all =
          silent.isEmpty() && freed.values().stream().allMatch(each -> each.pinned().blocks() == 0);
      return all ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }
  }

  private Freed free(Place place, String uri, List<String> silent) throws IOException {
    Freed sum = Freed.NOTHING;
    Freed.Pinned which = pinned ? Freed.Pinned.GO : Freed.Pinned.STAY;
    for (NodeAnswer<Freed> each : place.cluster().operator().free(uri, which)) {
      Freed answer = each.answer();
      if (answer != null) {
        sum = sum.plus(answer);
      } else if (!silent.contains(each.node().toString())) {
        silent.add(each.node().toString());
      }
    }
    return sum;
  }

  private static Object json(CacheFiles.Place path, Freed freed) {
    return Json.object(
        "path",
        path.path(),
        "uri",
        path.uri(),
        "blocks",
        freed.dropped().blocks(),
        "bytes",
        freed.dropped().bytes(),
        "pinnedBlocks",
        freed.pinned().blocks(),
        "pinnedBytes",
        freed.pinned().bytes());
  }

  private static void print(
      PrintWriter out, Map<CacheFiles.Place, Freed> freed, List<String> silent) {
    freed.forEach(
        (path, each) -> {
          out.printf(
              "%s: %s dropped, %s%n",
              path.path(),
              Quantities.count(each.dropped().blocks(), "block"),
              Quantities.bytes(each.dropped().bytes()));
          if (each.pinned().blocks() > 0) {
            out.printf(
                "  %s of %s stayed; --pinned drops what is pinned, too%n",
                Quantities.count(each.pinned().blocks(), "pinned block"),
                Quantities.bytes(each.pinned().bytes()));
          }
        });
    silent.forEach(
        node -> out.println("  no answer from " + node + ": free again when it is back"));
  }
}
