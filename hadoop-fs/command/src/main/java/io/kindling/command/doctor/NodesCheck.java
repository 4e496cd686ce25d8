package io.kindling.command.doctor;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.node.NodeAnswer;
import io.kindling.cache.node.NodeReport;
import io.kindling.cache.node.PeerSign;
import io.kindling.cache.store.TierUse;
import io.kindling.command.cluster.Cluster;
import io.kindling.command.output.Quantities;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks at the storage nodes: whether they answer, reach each other, and what they counted. */
public final class NodesCheck {

  private static final long SLOW_MICROS = Duration.ofMillis(50).toNanos() / 1_000;

  /** What a counter above 0 says, and what to do about it. */
  private record Sign(Metric metric, Finding.Grade grade, String text, String mend) {}

  private static final List<Sign> SIGNS =
      List.of(
          new Sign(
              Metric.DISK_FAILURES,
              Finding.Grade.ERROR,
              "disk directories were taken out after an error",
              "the node's log names them: mend the disk and restart the node"),
          new Sign(
              Metric.CHECKSUM_FAILURES,
              Finding.Grade.ERROR,
              "blocks were dropped because their checksum was wrong",
              "test the memory, disks and network of the host; readers got the right bytes"),
          new Sign(
              Metric.DISK_FULL,
              Finding.Grade.WARNING,
              "times a disk had no room for what it should hold",
              "free the disk, or lower fs.cache.disk.size"),
          new Sign(
              Metric.STORE_FULL,
              Finding.Grade.WARNING,
              "blocks found no room because what is there is pinned, resident or in use",
              "raise fs.cache.memory.size or fs.cache.disk.size, or unpin paths"),
          new Sign(
              Metric.DEMOTIONS_SKIPPED,
              Finding.Grade.WARNING,
              "blocks left memory unwritten because the disks were too slow",
              "add disks to fs.cache.disk.dirs"),
          new Sign(
              Metric.HANDSHAKES_REFUSED,
              Finding.Grade.WARNING,
              "connections were refused for their secret, cluster or sizes",
              "the node's log names who and why"),
          new Sign(
              Metric.LEASES_EXPIRED,
              Finding.Grade.WARNING,
              "readers that fetched for others made no progress in time",
              "look for overloaded readers, or raise fs.cache.lease.timeout"));

  private NodesCheck() {}

  /** Looks at all nodes. */
  public static List<Finding> run(Cluster cluster) throws IOException {
    List<Finding> findings = new ArrayList<>();
    List<NodeAnswer<NodeReport>> answers = cluster.operator().reports();
    for (NodeAnswer<NodeReport> each : answers) {
      NodeReport report = each.answer();
      if (report == null) {
        findings.add(
            Finding.error(
                "node " + each.node(),
                "does not answer: " + each.failure(),
                "look at its log, and for a firewall between here and its transfer port"));
      } else {
        look(each.node().toString(), report, answers.size(), findings);
      }
    }
    for (NodeAnswer<List<PeerSign>> each : cluster.operator().pings()) {
      List<PeerSign> signs = each.answer();
      if (signs != null) {
        signs.forEach(sign -> look(each.node().toString(), sign, findings));
      }
    }
    if (findings.stream().noneMatch(each -> each.grade() == Finding.Grade.ERROR)) {
      findings.add(
          Finding.good("nodes", answers.size() + " storage nodes answer and reach each other"));
    }
    return findings;
  }

  private static void look(String node, NodeReport report, int members, List<Finding> findings) {
    String subject = "node " + node;
    if (report.members() != members) {
      findings.add(
          Finding.error(
              subject,
              "knows %d of %d storage nodes".formatted(report.members(), members),
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
              "raise -Xmx: KINDLING_HEAP of a stand-alone node, spark.executor.memory in Spark"));
    }
    for (TierUse tier : report.tiers()) {
      if (tier.capacity() == 0) {
        findings.add(
            Finding.error(
                subject,
                "tier " + tier.name() + " can hold nothing",
                tier.name().equals(TierUse.MEMORY)
                    ? "raise -XX:MaxDirectMemorySize"
                    : "mend the disk and restart the node"));
      }
    }
    for (Sign sign : SIGNS) {
      long count = report.counters().get(sign.metric);
      if (count > 0) {
        findings.add(
            new Finding(
                sign.grade,
                subject,
                "%d %s (%s)".formatted(count, sign.text, sign.metric),
                sign.mend));
      }
    }
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
