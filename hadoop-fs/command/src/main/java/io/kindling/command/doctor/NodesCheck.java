package io.kindling.command.doctor;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.node.NodeAnswer;
import io.kindling.cache.node.NodeProcess;
import io.kindling.cache.node.NodeReport;
import io.kindling.cache.node.PeerSign;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.store.MemoryBudget;
import io.kindling.cache.store.TierUse;
import io.kindling.command.cluster.Cluster;
import io.kindling.command.output.Quantities;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Looks at the storage nodes: whether they answer, reach each other, and what they counted. */
public final class NodesCheck {

  private static final long SLOW_MICROS = Duration.ofMillis(50).toNanos() / 1_000;

  private NodesCheck() {}

  /** Looks at all nodes. */
  public static List<Finding> run(Cluster cluster) throws IOException {
    return of(cluster.operator().reports(), cluster.operator().pings());
  }

  /** What reports and signs of the nodes tell. */
  static List<Finding> of(
      List<NodeAnswer<NodeReport>> answers, List<NodeAnswer<List<PeerSign>>> pings) {
    List<Finding> findings = new ArrayList<>();
    for (NodeAnswer<NodeReport> each : answers) {
      NodeReport report = each.answer();
      if (report == null) {
        findings.add(
            Finding.error(
                "node " + each.node(),
                "does not answer: " + each.failure(),
                "look at its log, and for a firewall between here and its transfer port"));
      } else {
        look(each.node(), report, answers.size(), findings);
      }
    }
    lookAtHosts(answers, findings);
    for (NodeAnswer<List<PeerSign>> each : pings) {
      List<PeerSign> signs = each.answer();
      if (signs != null) {
        signs.forEach(sign -> look(each.node().toString(), sign, findings));
      }
    }
    if (findings.stream().noneMatch(each -> each.grade() == Finding.Grade.ERROR)) {
      findings.add(
          Finding.good(
              "nodes",
              answers.size() == 1
                  ? "1 storage node answers"
                  : answers.size() + " storage nodes answer and reach each other"));
    }
    return findings;
  }

  private static void look(
      StorageNodeInfo node, NodeReport report, int members, List<Finding> findings) {
    String subject = "node " + node;
    JvmCheck.Place place =
        node.executor().isEmpty() ? JvmCheck.Place.ALONE : JvmCheck.Place.EXECUTOR;
    findings.addAll(JvmCheck.look(subject, report.process(), place));
    if (report.members() != members) {
      findings.add(
          Finding.error(
              subject,
              "knows %d of %s"
                  .formatted(report.members(), Quantities.count(members, "storage node")),
              "it is out of its cluster or cut off; its log says since when"));
    }
    if (report.process().heapUsed() > report.process().heapLimit() / 10 * 9) {
      findings.add(
          Finding.warning(
              subject,
              "uses %s of %s of heap"
                  .formatted(
                      Quantities.bytes(report.process().heapUsed()),
                      Quantities.bytes(report.process().heapLimit())),
              "raise -Xmx by " + place.heap));
    }
    for (TierUse tier : report.tiers()) {
      if (tier.capacity() == 0) {
        findings.add(
            Finding.error(
                subject,
                "tier " + tier.name() + " can hold nothing",
                tier.name().equals(TierUse.MEMORY)
                    ? "raise -XX:MaxDirectMemorySize by " + place.flags
                    : "mend the disk and restart the node"));
      }
    }
    for (Metric metric : Metric.values()) {
      long count = report.counters().get(metric);
      if (metric.isBad() && count > 0) {
        String text = "%d %s: %s (%s)".formatted(count, metric.unit(), metric.meaning(), metric);
        findings.add(
            metric.kind() == Metric.Kind.FAULT
                ? Finding.error(subject, text, metric.remedy())
                : Finding.warning(subject, text, metric.remedy()));
      }
    }
  }

  /** Nodes of one host that fit one by one, and not together. */
  private static void lookAtHosts(List<NodeAnswer<NodeReport>> answers, List<Finding> findings) {
    Map<String, List<NodeProcess>> byHost = new TreeMap<>();
    for (NodeAnswer<NodeReport> each : answers) {
      NodeReport report = each.answer();
      if (report != null
          && report.process().limits().process().name().equals(MemoryBudget.MACHINE)) {
        byHost.computeIfAbsent(each.node().host(), host -> new ArrayList<>()).add(report.process());
      }
    }
    byHost.forEach(
        (host, processes) -> {
          long all = processes.stream().mapToLong(JvmCheck::most).sum();
          long machine = processes.get(0).limits().process().bytes();
          if (processes.size() > 1 && all > machine) {
            findings.add(
                Finding.warning(
                    "host " + host,
                    "its %d nodes may grow to %s together, and it has %s of memory"
                        .formatted(
                            processes.size(), Quantities.bytes(all), Quantities.bytes(machine)),
                    "lower fs.cache.memory.size or the heaps, or run fewer nodes there"));
          }
        });
  }

  private static void look(String from, PeerSign sign, List<Finding> findings) {
    String subject = "network " + from + " to " + sign.to();
    if (sign.micros() < 0) {
      findings.add(
          Finding.error(
              subject,
              "no way: " + sign.failure(),
              "open fs.cache.transfer.port, fs.cache.discovery.port and"
                  + " fs.cache.communication.port between the hosts"));
    } else if (sign.micros() > SLOW_MICROS) {
      findings.add(
          Finding.warning(
              subject,
              "a sign takes %.1f ms".formatted(sign.micros() / 1_000.0),
              "nodes of one cluster belong into one zone; look for overloaded hosts"));
    }
  }
}
