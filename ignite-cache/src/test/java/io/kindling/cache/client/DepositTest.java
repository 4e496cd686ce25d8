package io.kindling.cache.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.block.Strength;
import io.kindling.cache.client.TestCluster.Member;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What was written in one JVM is read from the owners without a fetch. */
class DepositTest {

  private static final int BLOCK = TestCluster.LAYOUT.blockSize();

  /** Plays the bytes that the writer still has, and the store that readers would fetch from. */
  private final MemoryUnderStore written = new MemoryUnderStore();

  private final TestCluster cluster =
      new TestCluster(
          Map.of(
              "fs.cache.lease.timeout", "20s",
              "fs.cache.peer.timeout", "5s",
              "fs.cache.faults", "strict"));

  @AfterEach
  void nothingLeaks() throws IOException {
    cluster.close();
  }

  private UnderStoreFile file() throws IOException {
    return written.open("mem://a", Strength.STRONG, "ann");
  }

  @Test
  void everyNodeReadsWhatOneOfThemWrote() throws Exception {
    // 41 groups: that one of the two nodes owns them all does not happen.
    byte[] content = written.put("mem://a", 160 * BLOCK + 5);
    Member writer = cluster.node("ann");
    Member reader = cluster.node("ann");

    writer.cache.deposit(file(), "ann");
    written.fetches.clear();

    assertThat(reader.readAll(file())).isEqualTo(content);
    assertThat(writer.readAll(file())).isEqualTo(content);
    assertThat(written.fetches).isEmpty();
    MetricsSnapshot counts = writer.metrics.snapshot();
    assertThat(counts.get(Metric.WRITTEN_BYTES)).isEqualTo(content.length);
    assertThat(counts.get(Metric.FETCHED_BYTES)).isZero();
    assertThat(counts.get(Metric.FETCHES)).isZero();
    assertThat(counts.get(Metric.PEER_BYTES)).isPositive();
    assertThat(counts.get(Metric.MEMORY_BYTES)).isPositive();
  }

  @Test
  void clientWithoutAStoreDepositsAtTheNodes() throws Exception {
    byte[] content = written.put("mem://a", 3 * BLOCK);
    Member node = cluster.node("ann");
    Member client = cluster.client("ann");

    client.cache.deposit(file(), "ann");
    client.settle();
    written.fetches.clear();

    assertThat(node.readAll(file())).isEqualTo(content);
    assertThat(written.fetches).isEmpty();
  }

  @Test
  void depositOfWhatIsHeldMovesNothing() throws Exception {
    written.put("mem://a", 3 * BLOCK);
    Member node = cluster.node("ann");
    node.cache.deposit(file(), "ann");
    node.cache.deposit(file(), "ann");

    assertThat(written.fetches).hasSize(3);
    assertThat(node.metrics.snapshot().get(Metric.WRITTEN_BYTES)).isEqualTo(3L * BLOCK);
  }

  @Test
  void brokenDepositLeavesNoLeaseAndNoBytesBehind() throws Exception {
    byte[] content = written.put("mem://a", 3 * BLOCK);
    Member node = cluster.node("ann");
    written.failuresToCome.set(1);
    assertThatThrownBy(() -> node.cache.deposit(file(), "ann")).hasMessageContaining("on fire");

    assertThat(node.readAll(file())).isEqualTo(content);
  }
}
