package io.kindling.cache.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.block.Strength;
import io.kindling.cache.client.TestCluster.Member;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.policy.PathPolicies;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An owner that has room for a part of what is fetched. */
class FullStoreTest {

  private static final int BLOCK = TestCluster.LAYOUT.blockSize();
  private static final int SHORT = 4096;

  private final TestCluster cluster =
      new TestCluster(Map.of("fs.cache.fetch.size", "64k", "fs.cache.faults", "strict"));
  private final MemoryUnderStore underStore = new MemoryUnderStore();

  enum Holder {
    OWNER,
    CLIENT
  }

  @AfterEach
  void nothingLeaks() throws IOException {
    cluster.close();
  }

  @ParameterizedTest
  @EnumSource
  void blocksOfARunThatFindRoomStayAndTheOthersAreServedUnstored(Holder holder) throws Exception {
    Member node = cluster.node("ann");
    Member reader = holder == Holder.OWNER ? node : cluster.client("ann");
    node.store.apply(PathPolicies.NONE.pin("mem://full/"));
    int room = 2 * BLOCK + SHORT;
    byte[] rest = underStore.put("mem://full/rest", (int) node.store.capacity() - room);
    assertThat(node.readAll(underStore.open("mem://full/rest", Strength.STRONG, "ann")))
        .isEqualTo(rest);
    assertThat(node.store.capacity() - node.store.used()).isEqualTo(room);
    underStore.fetches.clear();
    long held = node.metrics.snapshot().get(Metric.BLOCKS_PUT);
    byte[] content = underStore.put("mem://full/a", 3 * BLOCK + SHORT);
    UnderStoreFile file = underStore.open("mem://full/a", Strength.STRONG, "ann");

    assertThat(reader.readAll(file)).isEqualTo(content);
    assertThat(underStore.fetches).hasSize(1);
    reader.settle();
    assertThat(node.metrics.snapshot().get(Metric.BLOCKS_PUT) - held).isEqualTo(3);

    MetricsSnapshot before = reader.metrics.snapshot();
    assertThat(reader.readAll(file)).isEqualTo(content);
    assertThat(reader.metrics.snapshot().minus(before).get(Metric.UNDER_STORE_BYTES))
        .as("what found no room")
        .isEqualTo(BLOCK);
    reader.settle();
  }
}
