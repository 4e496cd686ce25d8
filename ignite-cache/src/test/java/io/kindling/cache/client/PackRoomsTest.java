package io.kindling.cache.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.owner.PackOwner;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PackRoomsTest {

  private final PackRooms rooms = new PackRooms();

  @Test
  void buffersOfTheSameBytesAreNotTakenForEachOther() {
    PackOwner.Lent small = rooms.take(1 << 20);
    PackOwner.Lent large = rooms.take(2 << 20);
    small.buffer().limit(0);
    large.buffer().limit(0);
    large.giveBack().run();
    small.giveBack().run();
    PackOwner.Lent one = rooms.take(3 << 19);
    PackOwner.Lent other = rooms.take(3 << 19);
    assertThat(one.buffer()).isSameAs(large.buffer());
    assertThat(other.buffer()).isNotSameAs(large.buffer());
  }

  @Test
  void bufferIsGivenBackOnceAndUsedAgain() {
    PackOwner.Lent first = rooms.take(1 << 20);
    first.giveBack().run();
    first.giveBack().run();
    PackOwner.Lent second = rooms.take(1 << 20);
    PackOwner.Lent third = rooms.take(1 << 20);
    assertThat(second.buffer()).isSameAs(first.buffer());
    assertThat(third.buffer()).isNotSameAs(first.buffer());
  }

  @Test
  void smallBuffersThatNobodyTakesMakeRoomForLargeOnes() {
    List<PackOwner.Lent> small = new ArrayList<>();
    for (int pack = 0; pack < 100; pack++) {
      small.add(rooms.take(1 << 20));
    }
    small.forEach(lent -> lent.giveBack().run());
    PackOwner.Lent large = rooms.take(16 << 20);
    large.giveBack().run();
    assertThat(rooms.take(16 << 20).buffer()).isSameAs(large.buffer());
  }

  @Test
  void bufferServesPacksThatAreNearlyAsLong() {
    PackOwner.Lent shorter = rooms.take((16 << 20) - 5000);
    shorter.giveBack().run();
    assertThat(rooms.take(16 << 20).buffer()).isSameAs(shorter.buffer());
  }
}
