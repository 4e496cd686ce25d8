package io.kindling.cache.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.owner.PackOwner;
import org.junit.jupiter.api.Test;

class PackRoomsTest {

  private final PackRooms rooms = new PackRooms();

  @Test
  void buffersOfTheSameBytesAreNotTakenForEachOther() {
    PackOwner.Lent small = rooms.take(100);
    PackOwner.Lent large = rooms.take(200);
    small.buffer().limit(0);
    large.buffer().limit(0);
    large.giveBack().run();
    small.giveBack().run();
    PackOwner.Lent one = rooms.take(150);
    PackOwner.Lent other = rooms.take(150);
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
}
