package io.kindling.cache.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.Placement;
import io.kindling.cache.placement.StorageNodeInfo;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OwnerHistoryTest {

  private static final NodeIdentity SELF = new NodeIdentity(9, 9);
  private static final List<GroupId> GROUPS =
      IntStream.range(0, 500).mapToObj(i -> new GroupId(FileKey.of("mem://" + i), 0)).toList();

  private long now = 5;
  private long epoch;
  private final OwnerHistory history = new OwnerHistory(SELF, () -> now);

  @Test
  void nodeThatEntersKnowsWhoOwnedItsGroups() {
    history.changed(table(1, 2, 3, 9));
    Placement before = Placement.over(table(1, 2, 3));
    for (GroupId group : GROUPS) {
      assertThat(history.formerOwners(group).get(0)).isEqualTo(before.owner(group));
    }
  }

  @Test
  void founderAsksNobody() {
    history.changed(table(9));
    assertThat(GROUPS).allSatisfy(group -> assertThat(history.formerOwners(group)).isEmpty());
  }

  @Test
  void nodeThatLeftIsNotAskedAndOneThatCameBackIs() {
    history.changed(table(1, 9));
    history.changed(table(9));
    assertThat(GROUPS).allSatisfy(group -> assertThat(history.formerOwners(group)).isEmpty());

    StorageNodeInfo elsewhere = new StorageNodeInfo(new NodeIdentity(1, 1), "elsewhere", 7777);
    history.changed(new OwnerTable(++epoch, List.of(elsewhere, node(9))));
    assertThat(history.formerOwners(GROUPS.get(0))).containsExactly(elsewhere);
  }

  @Test
  void whatWasLongAgoIsForgotten() {
    history.changed(table(1, 2, 9));
    now += OwnerHistory.KEPT.toNanos();
    assertThat(GROUPS).allSatisfy(group -> assertThat(history.formerOwners(group)).isEmpty());
  }

  @Test
  void ownerBeforeTheLastIsAskedAsWell() {
    // Node 2 had just entered when node 9 did: what it had not taken yet is still with node 1.
    history.changed(table(1, 2, 9));
    for (GroupId group : GROUPS) {
      assertThat(history.formerOwners(group)).containsExactlyInAnyOrder(node(1), node(2));
    }
  }

  private OwnerTable table(int... nodes) {
    return new OwnerTable(++epoch, IntStream.of(nodes).mapToObj(OwnerHistoryTest::node).toList());
  }

  private static StorageNodeInfo node(int number) {
    return new StorageNodeInfo(new NodeIdentity(number, number), "host" + number, 7000 + number);
  }
}
