package io.kindling.command;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.node.NodeAnswer;
import io.kindling.cache.node.NodeReport;
import io.kindling.cache.store.TierUse;
import io.kindling.cache.store.WorkingSetEstimate;
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
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the nodes of the cluster. */
@Command(
    name = "status",
    description =
        "Shows the storage nodes, what their tiers have and hold, and where reads of their own JVMs"
            + " came from. Exit code 1 when one of them does not answer.")
final class StatusVerb extends Verb {

  @Option(names = "--counters", description = "Show all counters that are not 0 as well.")
  private boolean counters;

  @Override
  public Integer call() throws IOException {
    try (Cluster cluster = cluster()) {
      List<NodeAnswer<NodeReport>> answers = cluster.operator().reports();
      show(json(cluster, answers), out -> print(out, cluster, answers));
      return Cluster.answered(answers) == answers.size() ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }
  }

  private static List<NodeReport> reports(List<NodeAnswer<NodeReport>> answers) {
    List<NodeReport> reports = new ArrayList<>();
    for (NodeAnswer<NodeReport> each : answers) {
      NodeReport report = each.answer();
      if (report != null) {
        reports.add(report);
      }
    }
    return reports;
  }

  private static MetricsSnapshot sum(List<NodeReport> reports) {
    return reports.stream()
        .map(report -> report.counters().plus(report.clients().counters()))
        .reduce(MetricsSnapshot.zero(), MetricsSnapshot::plus);
  }

  private static Map<String, @Nullable Object> json(
      Cluster cluster, List<NodeAnswer<NodeReport>> answers) {
    List<Object> nodes = new ArrayList<>();
    for (NodeAnswer<NodeReport> each : answers) {
      nodes.add(node(each));
    }
    List<NodeReport> reports = reports(answers);
    MetricsSnapshot sum = sum(reports);
    return Json.object(
        "cluster",
        cluster.id(),
        "epoch",
        cluster.table().epoch(),
        "blockSize",
        cluster.layout().blockSize(),
        "groupSize",
        cluster.layout().groupSize(),
        "capacity",
        reports.stream().mapToLong(NodeReport::capacity).sum(),
        "used",
        reports.stream().mapToLong(NodeReport::used).sum(),
        "reads",
        reads(sum),
        "nodes",
        nodes);
  }

  private static Map<String, @Nullable Object> node(NodeAnswer<NodeReport> each) {
    NodeReport report = each.answer();
    Map<String, @Nullable Object> node =
        Json.object(
            "identity",
            each.node().identity(),
            "host",
            each.node().host(),
            "port",
            each.node().transferPort(),
            "executor",
            each.node().executor(),
            "answers",
            report != null);
    if (report == null) {
      node.put("failure", String.valueOf(each.failure()));
      return node;
    }
    node.put("pid", report.process().pid());
    node.put("user", report.process().user());
    node.put("java", report.process().java());
    node.put("started", Instant.ofEpochMilli(report.process().startedMillis()));
    node.put("heapUsed", report.process().heapUsed());
    node.put("heapLimit", report.process().heapLimit());
    node.put("directLimit", report.process().limits().direct());
    node.put("directWanted", report.process().limits().wanted());
    node.put("epoch", report.epoch());
    node.put("members", report.members());
    node.put("capacity", report.capacity());
    node.put("used", report.used());
    node.put("openHandles", report.openHandles());
    node.put("tiers", report.tiers().stream().map(StatusVerb::tier).toList());
    node.put("workingSet", workingSet(report.workingSet()));
    node.put("reads", reads(report.counters()));
    Map<String, @Nullable Object> values = Json.object();
    for (Metric metric : Metric.values()) {
      values.put(metric.name(), report.counters().get(metric));
    }
    node.put("counters", values);
    return node;
  }

  private static Map<String, @Nullable Object> tier(TierUse tier) {
    return Json.object(
        "name",
        tier.name(),
        "capacity",
        tier.capacity(),
        "used",
        tier.used(),
        "blocks",
        tier.blocks());
  }

  private static Map<String, @Nullable Object> workingSet(WorkingSetEstimate estimate) {
    return Json.object(
        "reads",
        estimate.reads(),
        "sizes",
        estimate.points().stream()
            .map(point -> Json.object("bytes", point.bytes(), "hitRatio", point.hitRatio()))
            .toList());
  }

  private static Map<String, @Nullable Object> reads(MetricsSnapshot counters) {
    long requested = counters.get(Metric.REQUESTED_BYTES);
    return Json.object(
        "requested",
        requested,
        "memory",
        counters.get(Metric.MEMORY_BYTES),
        "disk",
        counters.get(Metric.DISK_BYTES),
        "peer",
        counters.get(Metric.PEER_BYTES),
        "underStore",
        counters.get(Metric.UNDER_STORE_BYTES),
        "hitRatio",
        requested == 0 ? null : 1 - (double) counters.get(Metric.UNDER_STORE_BYTES) / requested);
  }

  private void print(PrintWriter out, Cluster cluster, List<NodeAnswer<NodeReport>> answers) {
    List<NodeReport> reports = reports(answers);
    long capacity = reports.stream().mapToLong(NodeReport::capacity).sum();
    long used = reports.stream().mapToLong(NodeReport::used).sum();
    out.printf(
        "cluster %s: %s, %s of %s used (%s), blocks of %s%n%n",
        cluster.id(),
        Quantities.count(answers.size(), "storage node"),
        Quantities.bytes(used),
        Quantities.bytes(capacity),
        Quantities.percent(used, capacity),
        Quantities.bytes(cluster.layout().blockSize()));
    TextTable table =
        new TextTable("NODE", "IDENTITY", "EXECUTOR", "UP", "TIERS", "BLOCKS", "HITS");
    for (NodeAnswer<NodeReport> each : answers) {
      table.row(
          each.node().host() + ":" + each.node().transferPort(),
          each.node().identity(),
          each.node().executor().isEmpty() ? "-" : each.node().executor(),
          up(each),
          tiers(each),
          each.answer() == null
              ? "-"
              : each.answer().tiers().stream()
                  .map(tier -> Long.toString(tier.blocks()))
                  .collect(Collectors.joining(", ")),
          each.answer() == null ? "-" : hits(each.answer().counters()));
    }
    table.print(out);
    printReads(out, sum(reports));
    if (counters) {
      printCounters(out, sum(reports));
    }
  }

  private static String up(NodeAnswer<NodeReport> each) {
    NodeReport report = each.answer();
    if (report == null) {
      return "no answer: " + (each.failure() == null ? "" : each.failure().getMessage());
    }
    return Quantities.time(
        Duration.ofMillis(
            Math.max(0, System.currentTimeMillis() - report.process().startedMillis())));
  }

  private static String tiers(NodeAnswer<NodeReport> each) {
    NodeReport report = each.answer();
    return report == null
        ? "-"
        : report.tiers().stream()
            .map(
                tier ->
                    "%s %s of %s"
                        .formatted(
                            tier.name(),
                            Quantities.bytes(tier.used()),
                            Quantities.bytes(tier.capacity())))
            .collect(Collectors.joining(", "));
  }

  private static String hits(MetricsSnapshot counters) {
    long requested = counters.get(Metric.REQUESTED_BYTES);
    return requested == 0
        ? "-"
        : Quantities.percent(requested - counters.get(Metric.UNDER_STORE_BYTES), requested);
  }

  private static void printReads(PrintWriter out, MetricsSnapshot sum) {
    long requested = sum.get(Metric.REQUESTED_BYTES);
    if (requested == 0) {
      out.printf("%nNothing was read through the cluster yet, as far as its readers have told.%n");
      return;
    }
    out.printf(
        "%nread by nodes and clients: %s = memory %s + disk %s + peers %s + under store %s%n",
        Quantities.bytes(requested),
        Quantities.bytes(sum.get(Metric.MEMORY_BYTES)),
        Quantities.bytes(sum.get(Metric.DISK_BYTES)),
        Quantities.bytes(sum.get(Metric.PEER_BYTES)),
        Quantities.bytes(sum.get(Metric.UNDER_STORE_BYTES)));
  }

  private static void printCounters(PrintWriter out, MetricsSnapshot sum) {
    out.println();
    TextTable table = new TextTable("COUNTER", "VALUE", "UNIT", "MEANS");
    for (Metric metric : Metric.values()) {
      if (sum.get(metric) != 0) {
        table.row(metric.name(), sum.get(metric), metric.unit(), metric.meaning());
      }
    }
    table.print(out);
  }
}
