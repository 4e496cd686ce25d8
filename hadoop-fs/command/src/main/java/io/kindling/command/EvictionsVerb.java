package io.kindling.command;

import io.kindling.cache.node.NodeAnswer;
import io.kindling.cache.store.Departure;
import io.kindling.command.cluster.Cluster;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.Json;
import io.kindling.command.output.Quantities;
import io.kindling.command.output.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what left the cache. */
@Command(
    name = "evictions",
    description =
        "Shows which folders' blocks left the tiers of the nodes, how many, why and when; what left"
            + " last comes first. Nodes remember 1,000 folders for each tier since their start."
            + " What leaves memory may still be on disk. Exit code 1 when a node does not answer.")
final class EvictionsVerb extends Verb {

  @Option(
      names = "--most",
      paramLabel = "N",
      defaultValue = "50",
      description = "Lines at most. Default: ${DEFAULT-VALUE}.")
  private int most;

  private record Left(String node, Departure departure) {}

  @Override
  public Integer call() throws IOException {
    try (Cluster cluster = cluster()) {
      List<NodeAnswer<List<Departure>>> answers = cluster.operator().departures();
      List<Left> left = new ArrayList<>();
      List<String> silent = new ArrayList<>();
      for (NodeAnswer<List<Departure>> each : answers) {
        String node = each.node().host() + ":" + each.node().transferPort();
        List<Departure> answer = each.answer();
        if (answer == null) {
          silent.add(node);
        } else {
          answer.forEach(departure -> left.add(new Left(node, departure)));
        }
      }
      left.sort(Comparator.comparingLong((Left each) -> each.departure.lastMillis()).reversed());
      List<Left> shown = left.subList(0, Math.min(Math.max(0, most), left.size()));
      show(
          Json.object(
              "evictions", shown.stream().map(EvictionsVerb::json).toList(), "silentNodes", silent),
          out -> print(out, shown, silent));
      return silent.isEmpty() ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }
  }

  private static Map<String, @Nullable Object> json(Left each) {
    Departure left = each.departure;
    return Json.object(
        "node",
        each.node,
        "tier",
        left.tier(),
        "folder",
        left.folder(),
        "cause",
        left.cause().name().toLowerCase(Locale.ROOT),
        "blocks",
        left.blocks(),
        "bytes",
        left.bytes(),
        "first",
        Instant.ofEpochMilli(left.firstMillis()),
        "last",
        Instant.ofEpochMilli(left.lastMillis()));
  }

  private static void print(PrintWriter out, List<Left> shown, List<String> silent) {
    TextTable table = new TextTable("LAST", "NODE", "TIER", "CAUSE", "BLOCKS", "BYTES", "FOLDER");
    for (Left each : shown) {
      Departure left = each.departure;
      long ago = Math.max(0, System.currentTimeMillis() - left.lastMillis());
      table.row(
          Quantities.time(Duration.ofMillis(ago)) + " ago",
          each.node,
          left.tier(),
          left.cause().name().toLowerCase(Locale.ROOT),
          left.blocks(),
          Quantities.bytes(left.bytes()),
          left.folder().isEmpty() ? "(not known)" : left.folder());
    }
    table.print(out);
    silent.forEach(node -> out.println("no answer from " + node));
  }
}
