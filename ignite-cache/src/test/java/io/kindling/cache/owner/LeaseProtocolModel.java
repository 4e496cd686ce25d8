package io.kindling.cache.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.store.BlockHandle;
import io.kindling.cache.store.SegmentStore;
import io.kindling.cache.store.StoreInvariants;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;

/**
 * A real owner, three readers in other JVMs, and a network between them that loses, delays, repeats
 * and reorders what they send. After each step everything that has to hold is compared.
 */
final class LeaseProtocolModel {

  static final int BLOCKS = 4;
  private static final int SESSIONS = 3;
  private static final int BLOCK = 4096;
  private static final int PIECE = 1024;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final BlockLayout LAYOUT = new BlockLayout(BLOCK, (long) BLOCK * BLOCKS);
  private static final FileKey FILE = new FileKey(1, 2);
  private static final VersionKey VERSION = new VersionKey(3, 4);

  private final Metrics metrics = new Metrics();
  private final AtomicLong clock = new AtomicLong(1);
  private final SegmentStore store = SegmentStore.open(2L * BLOCKS * BLOCK, metrics);
  private final LocalOwner owner =
      new LocalOwner(
          store, LAYOUT, "ann", TIMEOUT, TIMEOUT, 1 << 20, metrics, clock::get, Duration.ZERO);
  private final List<UUID> sessions = new ArrayList<>();
  private final List<Message> network = new ArrayList<>();
  private final List<Lease> granted = new ArrayList<>();
  private final Set<Long> ended = new HashSet<>();
  private final Map<BlockId, Integer> fetches = new HashMap<>();
  private int excuses;

  LeaseProtocolModel() {
    for (int i = 0; i < SESSIONS; i++) {
      sessions.add(new UUID(7, i));
    }
  }

  /** Lets one thing happen. */
  void take(Step step) throws IOException {
    Set<Long> before = alive();
    switch (step.act()) {
      case READ -> read(step.number());
      case DELIVER -> deliver(step.number(), Fate.ONCE);
      case REPEAT -> deliver(step.number(), Fate.AGAIN_LATER);
      case LOSE -> lose(step.number());
      case WAIT -> clock.addAndGet(TIMEOUT.toNanos() / 2);
      case END_SESSION -> endSession(step.number() % SESSIONS);
      case GIVE_UP -> giveUp(step.number());
      case EVICT -> evict(step.number() % BLOCKS);
    }
    before.removeAll(alive());
    ended.addAll(before);
    check();
  }

  private void read(int number) throws IOException {
    int first = number % BLOCKS;
    int count = (1 + number / BLOCKS % (BLOCKS - first)) * BLOCK - number % BLOCK;
    int position = first * BLOCK + number % BLOCK;
    UUID session = sessions.get(number / 7 % SESSIONS);
    Reader reader = new Reader("ann", session, Reader.Proof.NONE);
    ByteBuffer target = ByteBuffer.allocate(count);
    Answer answer = owner.read(FILE, VERSION, position, target, reader);
    if (answer instanceof Answer.Data data) {
      assertThat(data.count()).isPositive().isEqualTo(target.position());
      for (int i = 0; i < data.count(); i++) {
        assertThat(target.get(i)).as("byte %d", position + i).isEqualTo(content(position + i));
      }
    } else if (answer instanceof Answer.Leased leased) {
      grant(leased.lease(), session);
    } else {
      assertThat(answer).isEqualTo(Answer.busy());
    }
  }

  private void grant(Lease lease, UUID session) {
    assertThat(granted).as("tokens").noneMatch(other -> other.token() == lease.token());
    for (int block = lease.first(); block < lease.end(); block++) {
      BlockId id = lease.block(block);
      assertThat(store.contains(id)).as("lease on a block that is held").isFalse();
      fetches.merge(id, 1, Integer::sum);
      for (int offset = 0; offset < BLOCK; offset += PIECE) {
        network.add(new Message(lease, session, id, offset));
      }
    }
    granted.add(lease);
  }

  private void deliver(int number, Fate fate) throws IOException {
    if (network.isEmpty()) {
      return;
    }
    // Mostly in order: a network that shuffles everything lets no block through.
    int index = number % 3 == 0 ? number / 3 % network.size() : 0;
    Message message = network.get(index);
    if (fate == Fate.ONCE) {
      network.remove(index);
    } else {
      network.add(message);
    }
    byte[] bytes = new byte[PIECE];
    int start = message.id.index() * BLOCK + message.offset;
    for (int i = 0; i < PIECE; i++) {
      bytes[i] = content(start + i);
    }
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    boolean damaged = number % 29 == 28;
    if (damaged) {
      bytes[number % PIECE]++;
    }
    BlockPiece piece =
        new BlockPiece(
            message.lease.token(),
            message.id,
            BLOCK,
            message.offset,
            PIECE,
            (int) checksum.getValue());
    boolean isFenced = !owner.leases().covers(message.lease.token(), message.id);
    boolean wasHeld = store.contains(message.id);
    String refusal =
        owner.take(
            piece,
            BlockOrigin.UNKNOWN,
            Channels.newChannel(new ByteArrayInputStream(bytes)),
            new Reader("ann", message.session, Reader.Proof.NONE));
    if (isFenced) {
      assertThat(refusal).as("answer to a piece under a lease that has ended").isNotNull();
      assertThat(store.contains(message.id)).isEqualTo(wasHeld);
    }
    if (damaged && !isFenced && refusal != null) {
      excuses++;
    }
  }

  private void lose(int number) {
    if (!network.isEmpty()) {
      network.remove(number % network.size());
    }
  }

  private void endSession(int number) {
    owner.sessionEnded(sessions.get(number));
    sessions.set(number, new UUID(8, sessions.get(number).getLeastSignificantBits() + SESSIONS));
  }

  private void giveUp(int number) {
    if (!granted.isEmpty()) {
      owner.abandon(granted.get(number % granted.size()).token());
    }
  }

  private void evict(int block) {
    if (store.remove(BlockId.of(VERSION, block))) {
      excuses++;
    }
  }

  private Set<Long> alive() {
    Set<Long> alive = new HashSet<>();
    for (Lease lease : granted) {
      for (int block = lease.first(); block < lease.end(); block++) {
        if (owner.leases().covers(lease.token(), lease.block(block))) {
          alive.add(lease.token());
        }
      }
    }
    return alive;
  }

  private void check() {
    for (int block = 0; block < BLOCKS; block++) {
      BlockId id = BlockId.of(VERSION, block);
      long covering =
          granted.stream().filter(lease -> owner.leases().covers(lease.token(), id)).count();
      assertThat(covering).as("leases on block %d", block).isLessThanOrEqualTo(1);
      try (BlockHandle handle = store.acquire(id)) {
        if (handle != null) {
          byte[] bytes = new byte[BLOCK];
          handle.copyTo(0, bytes, 0, BLOCK);
          for (int i = 0; i < BLOCK; i++) {
            assertThat(bytes[i]).isEqualTo(content(block * BLOCK + i));
          }
        }
      }
    }
    for (long token : ended) {
      for (int block = 0; block < BLOCKS; block++) {
        assertThat(owner.leases().covers(token, BlockId.of(VERSION, block)))
            .as("a lease that has ended lives again")
            .isFalse();
      }
    }
    for (Map.Entry<BlockId, Integer> fetched : fetches.entrySet()) {
      assertThat(fetched.getValue())
          .as("fetches of block %d: one, and one more for each lease that ended and each loss")
          .isLessThanOrEqualTo(1 + ended.size() + excuses);
    }
  }

  /** In the end everybody who fetched is gone, and every missing block can be had by the next. */
  void finish() throws IOException {
    for (UUID session : sessions) {
      owner.sessionEnded(session);
    }
    assertThat(owner.leases().size()).isZero();
    StoreInvariants.check(store);
    Reader next = new Reader("ann", new UUID(9, 9), Reader.Proof.NONE);
    for (int block = 0; block < BLOCKS; block++) {
      Answer answer = owner.read(FILE, VERSION, (long) block * BLOCK, ByteBuffer.allocate(1), next);
      assertThat(answer).isNotEqualTo(Answer.busy());
    }
    owner.sessionEnded(next.session());
    assertThat(metrics.snapshot().get(Metric.STORE_FULL)).isZero();
    store.close();
  }

  private static byte content(int position) {
    return (byte) (position * 31 + position / 251);
  }

  /** What can happen. */
  enum Act {
    READ,
    DELIVER,
    REPEAT,
    LOSE,
    WAIT,
    END_SESSION,
    GIVE_UP,
    EVICT
  }

  /**
   * A step.
   *
   * @param number says which reader, range, message or block
   */
  record Step(Act act, int number) {}

  private record Message(Lease lease, UUID session, BlockId id, int offset) {}

  private enum Fate {
    ONCE,
    AGAIN_LATER
  }
}
