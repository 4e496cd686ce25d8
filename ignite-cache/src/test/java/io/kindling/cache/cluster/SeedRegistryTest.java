package io.kindling.cache.cluster;

import static io.kindling.cache.cluster.SeedRegistry.Step.FOUND;
import static io.kindling.cache.cluster.SeedRegistry.Step.JOIN;
import static io.kindling.cache.cluster.SeedRegistry.Step.WAIT;
import static io.kindling.cache.cluster.SeedRegistry.Verdict.REJOIN;
import static io.kindling.cache.cluster.SeedRegistry.Verdict.SEND_TABLE;
import static io.kindling.cache.cluster.SeedRegistry.Verdict.STAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.transfer.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeedRegistryTest {

  private static final Endpoint HERE = new Endpoint("here", 4001);
  private static final NodeIdentity A = new NodeIdentity(0, 1);
  private static final NodeIdentity B = new NodeIdentity(0, 2);
  private static final Endpoint THERE = new Endpoint("there", 4002);
  private static final Duration MOMENT = Duration.ofMillis(10);

  // Near the end of its range, as System.nanoTime may be.
  private long now = Long.MAX_VALUE - 1_000_000;
  private final SeedRegistry registry = new SeedRegistry(() -> now);
  private final SeedRegistry.Session first = registry.open();
  private final SeedRegistry.Session second = registry.open();
  private final SeedRegistry.Session third = registry.open();

  @Test
  void oneNodeFoundsWhileTheOthersWait() {
    assertThat(first.seek().step()).isEqualTo(FOUND);
    assertThat(second.seek().step()).isEqualTo(WAIT);
    assertThat(third.seek().step()).isEqualTo(WAIT);
    assertThat(first.seek().step()).as("asked again by the founder").isEqualTo(FOUND);

    first.sign(A, HERE, 100, 1);

    assertThat(second.seek()).isEqualTo(new SeedRegistry.Advice(JOIN, List.of(HERE)));
    second.sign(B, THERE, 100, 2);
    assertThat(third.seek().seeds()).containsExactlyInAnyOrder(HERE, THERE);
  }

  @Test
  void rightToFoundEndsWithTheConnection() {
    assertThat(first.seek().step()).isEqualTo(FOUND);
    first.close();

    assertThat(second.seek().step()).isEqualTo(FOUND);
    assertThat(third.seek().step()).isEqualTo(WAIT);
  }

  @Test
  void rightToFoundEndsAfterItsLimit() {
    assertThat(first.seek().step()).isEqualTo(FOUND);
    pass(SeedRegistry.FOUNDING_LIMIT);
    assertThat(second.seek().step()).isEqualTo(WAIT);
    pass(MOMENT);
    assertThat(second.seek().step()).isEqualTo(FOUND);
    assertThat(first.seek().step()).isEqualTo(WAIT);
  }

  @Test
  void lateFounderThatIsUpFirstWins() {
    first.seek();
    pass(SeedRegistry.FOUNDING_LIMIT.plus(MOMENT));
    second.seek();

    assertThat(first.sign(A, HERE, 100, 1)).isNotEqualTo(REJOIN);
    assertThat(second.sign(B, THERE, 200, 1)).isEqualTo(REJOIN);
    assertThat(second.seek()).isEqualTo(new SeedRegistry.Advice(JOIN, List.of(HERE)));
  }

  @Test
  void nobodyFoundsWhileLostMembersMayComeBack() {
    first.seek();
    first.sign(A, HERE, 100, 1);
    first.close();

    assertThat(second.seek().step()).isEqualTo(WAIT);
    SeedRegistry.Session again = registry.open();
    assertThat(again.sign(A, HERE, 100, 1)).isNotEqualTo(REJOIN);
    assertThat(second.seek().step()).isEqualTo(JOIN);

    again.close();
    pass(SeedRegistry.RETURN_LIMIT);
    assertThat(second.seek().step()).isEqualTo(FOUND);
    second.sign(B, THERE, 300, 1);
    assertThat(registry.open().sign(A, HERE, 100, 1)).as("too late").isEqualTo(REJOIN);
  }

  @Test
  void silentMemberIsNoSeed() {
    first.seek();
    first.sign(A, HERE, 100, 1);
    second.sign(B, THERE, 100, 2);
    pass(SeedRegistry.SILENCE_LIMIT);
    second.sign(B, THERE, 100, 2);
    pass(MOMENT);

    assertThat(third.seek().seeds()).containsExactly(THERE);
    assertThat(first.sign(A, HERE, 100, 2)).as("back again").isNotEqualTo(REJOIN);
    assertThat(third.seek().seeds()).containsExactlyInAnyOrder(HERE, THERE);
  }

  @Test
  void tableIsAskedForOnlyWhenItIsNews() {
    OwnerTable newer =
        new OwnerTable(8, List.of(new StorageNodeInfo(new NodeIdentity(1, 1), "h", 1)));
    assertThat(registry.table()).isEqualTo(OwnerTable.EMPTY);

    assertThat(first.sign(A, HERE, 100, 8)).isEqualTo(SEND_TABLE);
    first.send(newer);
    assertThat(first.sign(A, HERE, 100, 8)).isEqualTo(STAY);
    assertThat(second.sign(B, THERE, 100, 7)).isEqualTo(STAY);
    second.send(new OwnerTable(7, List.of()));
    third.send(new OwnerTable(99, List.of()));

    assertThat(registry.table()).isEqualTo(newer);
  }

  @Test
  void tableGoesWithTheLastMember() {
    first.sign(A, HERE, 100, 8);
    first.send(new OwnerTable(8, List.of(new StorageNodeInfo(new NodeIdentity(1, 1), "h", 1))));
    first.close();
    assertThat(registry.table()).isEqualTo(OwnerTable.EMPTY);

    pass(SeedRegistry.RETURN_LIMIT);
    assertThat(second.sign(B, THERE, 200, 3)).as("of the next cluster").isEqualTo(SEND_TABLE);
  }

  @Test
  void memberThatIsMissingInTheNewestTableForLongIsOnAnotherSideOfACut() {
    first.sign(A, HERE, 100, 8);
    first.send(new OwnerTable(8, List.of(new StorageNodeInfo(A, "h", 1))));
    assertThat(second.sign(B, THERE, 100, 7)).as("the table may be late").isEqualTo(STAY);
    for (int sign = 0; sign < 5; sign++) {
      pass(SeedRegistry.OUTSIDE_LIMIT.dividedBy(5));
      assertThat(first.sign(A, HERE, 100, 8)).isEqualTo(STAY);
      assertThat(second.sign(B, THERE, 100, 7)).isEqualTo(STAY);
    }
    pass(MOMENT);

    assertThat(second.sign(B, THERE, 100, 7)).isEqualTo(REJOIN);
    assertThat(first.sign(A, HERE, 100, 8)).isEqualTo(STAY);
    assertThat(second.seek()).isEqualTo(new SeedRegistry.Advice(JOIN, List.of(HERE)));
  }

  @Test
  void fewSeedsAreGivenOfMany() {
    List<Endpoint> given = new ArrayList<>();
    for (int node = 0; node < 100; node++) {
      registry.open().sign(NodeIdentity.random(), new Endpoint("node" + node, 1), 100, node);
    }
    given.addAll(first.seek().seeds());
    assertThat(given).hasSize(8).doesNotHaveDuplicates();
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
