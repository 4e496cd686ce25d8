package io.kindling.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.node.ClientCounters;
import io.kindling.cache.node.JvmLimits;
import io.kindling.cache.node.NodeAnswer;
import io.kindling.cache.node.NodeProcess;
import io.kindling.cache.node.NodeReport;
import io.kindling.cache.node.PeerSign;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.store.MemoryBudget;
import io.kindling.cache.store.TierUse;
import io.kindling.cache.store.WorkingSetEstimate;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reports of nodes as they might be, and what the doctor says of them. */
class NodesCheckTest {

  private static final long GIB = 1L << 30;
  private static final MemoryBudget.Limit LARGE =
      new MemoryBudget.Limit(64 * GIB, MemoryBudget.MACHINE, "the machine's memory");

  private final StorageNodeInfo alone = node("h1", "");
  private final StorageNodeInfo executor = node("h2", "3");

  private static StorageNodeInfo node(String host, String executor) {
    return new StorageNodeInfo(NodeIdentity.random(), host, 40_000, "", executor);
  }

  private static JvmLimits limits(long direct, MemoryBudget.Limit process) {
    return new JvmLimits(direct, 8 * GIB, GIB / 4, process, List.of());
  }

  private static NodeProcess process(String java, long heapUsed, JvmLimits limits) {
    return new NodeProcess(1, "ann", java, 0, heapUsed, 4 * GIB, limits);
  }

  private static NodeProcess good() {
    return process("17.0.12", GIB, limits(9 * GIB, LARGE));
  }

  private static NodeReport report(NodeProcess process) {
    return report(process, 8 * GIB, MetricsSnapshot.zero());
  }

  private static NodeReport report(NodeProcess process, long capacity, MetricsSnapshot counters) {
    return new NodeReport(
        process,
        1,
        2,
        List.of(new TierUse(TierUse.MEMORY, capacity, 0, 0)),
        0,
        new WorkingSetEstimate(0, List.of()),
        counters,
        new ClientCounters(0, MetricsSnapshot.zero()),
        List.of());
  }

  private List<Finding> look(NodeReport first, NodeReport second, PeerSign... signs) {
    return NodesCheck.of(
        List.of(new NodeAnswer<>(alone, first, null), new NodeAnswer<>(executor, second, null)),
        List.of(new NodeAnswer<>(alone, List.of(signs), null)));
  }

  /** What is said of both nodes when the first is as the second is given. */
  private List<Finding> bothWith(NodeProcess process) {
    return look(report(process), report(process));
  }

  @Test
  void allIsWellWhereNothingIsWrong() {
    assertThat(look(report(good()), report(good()), new PeerSign(executor, 900, "")))
        .singleElement()
        .isEqualTo(Finding.good("nodes", "2 storage nodes answer and reach each other"));
  }

  @Test
  void directMemoryThatIsTooSmallIsToldWithTheFlagAndWhereItIsSet() {
    List<Finding> findings = bothWith(process("17.0.12", GIB, limits(8 * GIB, LARGE)));
    assertThat(findings).filteredOn(each -> !each.mend().isEmpty()).hasSize(2);
    assertThat(findings.get(0).grade()).isEqualTo(Finding.Grade.WARNING);
    assertThat(findings.get(0).text()).contains("may use 8.0 GiB of direct memory");
    assertThat(findings.get(0).mend())
        .contains("-XX:MaxDirectMemorySize=9216m", "by KINDLING_OPTS");
    assertThat(findings.get(1).mend()).contains("by spark.executor.extraJavaOptions");
  }

  @Test
  void processThatMayOutgrowItsContainerIsToldWithTheLimitToRaise() {
    MemoryBudget.Limit container =
        new MemoryBudget.Limit(10 * GIB, "/sys/fs/cgroup/memory.max", "the container's limit");
    List<Finding> findings = bothWith(process("17.0.12", GIB, limits(9 * GIB, container)));
    assertThat(findings.get(0).text())
        .contains("12 GiB of heap, memory tier and buffers", "memory.max allows 10 GiB");
    assertThat(findings.get(0).mend()).contains("raise the container's limit", "KINDLING_HEAP");
    assertThat(findings.get(1).mend()).contains("spark.executor.memory");
  }

  @Test
  void nodesThatFitAloneAndNotTogetherAreToldByTheirHost() {
    MemoryBudget.Limit machine =
        new MemoryBudget.Limit(20 * GIB, MemoryBudget.MACHINE, "the machine's memory");
    NodeProcess process = process("17.0.12", GIB, limits(9 * GIB, machine));
    List<Finding> findings =
        NodesCheck.of(
            List.of(
                new NodeAnswer<>(node("h1", "1"), report(process), null),
                new NodeAnswer<>(node("h1", "2"), report(process), null)),
            List.of());
    assertThat(findings.get(0).subject()).isEqualTo("host h1");
    assertThat(findings.get(0).text()).contains("its 2 nodes", "has 20 GiB");
    assertThat(bothWith(process)).hasSize(1);
  }

  @Test
  void javaThatNobodyTestsIsToldAndThatOfSpark42IsNot() {
    List<Finding> findings = bothWith(process("21.0.4+7", GIB, limits(9 * GIB, LARGE)));
    assertThat(findings.get(0).text()).contains("Java 21.0.4");
    assertThat(findings.get(0).mend()).isEqualTo("set JAVA_HOME to a Java 17");
    assertThat(findings.get(1).mend()).contains("spark.executorEnv.JAVA_HOME");
    assertThat(bothWith(process("25.0.1", GIB, limits(9 * GIB, LARGE))))
        .filteredOn(each -> !each.mend().isEmpty())
        .singleElement()
        .satisfies(each -> assertThat(each.subject()).contains("h1"));
  }

  @Test
  void fullHeapTierWithoutRoomAndFaultsAreTold() {
    Metrics metrics = new Metrics();
    metrics.increment(Metric.CHECKSUM_FAILURES);
    List<Finding> findings =
        look(
            report(process("17.0.12", 4 * GIB - 1, limits(9 * GIB, LARGE))),
            report(good(), 0, metrics.snapshot()));
    assertThat(findings).hasSize(3);
    assertThat(findings.get(0).mend()).isEqualTo("raise -Xmx by KINDLING_HEAP");
    assertThat(findings.get(1).text()).isEqualTo("tier memory can hold nothing");
    assertThat(findings.get(1).mend()).contains("spark.executor.extraJavaOptions");
    assertThat(findings.get(2).text()).contains("CHECKSUM_FAILURES");
  }

  @Test
  void networkThatIsCutOrSlowAndNodesThatAreSilentAreTold() {
    List<Finding> cut =
        look(
            report(good()),
            report(good()),
            new PeerSign(executor, -1, "connection refused"),
            new PeerSign(alone, 80_000, ""));
    assertThat(cut)
        .extracting(Finding::grade)
        .containsExactly(Finding.Grade.ERROR, Finding.Grade.WARNING);
    assertThat(cut.get(0).subject()).startsWith("network ").contains("h1", "h2");
    assertThat(cut.get(0).text()).isEqualTo("no way: connection refused");
    assertThat(cut.get(0).mend())
        .contains("fs.cache.transfer.port", "fs.cache.discovery.port", "fs.cache.communication");
    assertThat(cut.get(1).text()).isEqualTo("a sign takes 80.0 ms");

    List<Finding> silent =
        NodesCheck.of(
            List.of(new NodeAnswer<>(alone, null, new IOException("no sign for 2 s"))), List.of());
    assertThat(silent)
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.grade()).isEqualTo(Finding.Grade.ERROR);
              assertThat(each.text()).contains("no sign for 2 s");
              assertThat(each.mend()).contains("firewall");
            });
    assertThat(NodesCheck.of(List.of(new NodeAnswer<>(alone, report(good()), null)), List.of()))
        .singleElement()
        .satisfies(each -> assertThat(each.text()).contains("knows 2 of 1 storage node"));
  }
}
