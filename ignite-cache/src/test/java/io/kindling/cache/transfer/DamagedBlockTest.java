package io.kindling.cache.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.block.Strength;
import io.kindling.cache.buffer.BufferBudget;
import io.kindling.cache.client.CachedFile;
import io.kindling.cache.client.MemoryUnderStore;
import io.kindling.cache.client.Owners;
import io.kindling.cache.client.ReadPlanner;
import io.kindling.cache.client.UnderStoreFile;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.owner.BlockOwner;
import io.kindling.cache.owner.LocalOwner;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.store.SegmentStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A block that is damaged in its owner's memory, or on its way to a reader. */
class DamagedBlockTest {

  private static final BlockLayout LAYOUT = new BlockLayout(16 << 10, 64 << 10);
  private static final ClusterAccess ACCESS = new ClusterAccess("test", "secret", LAYOUT);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LENGTH = 3 * LAYOUT.blockSize() + 77;

  private final Metrics ownersMetrics = new Metrics();
  private final Metrics metrics = new Metrics();
  private final MemoryUnderStore under = new MemoryUnderStore();
  private final byte[] content = under.put("mem://a", LENGTH);
  private final BufferBudget buffers = new BufferBudget(2 << 20, metrics);
  private final Uploads uploads = new Uploads(LAYOUT.blockSize(), 1 << 20, buffers);
  private SegmentStore memory;
  private DamagingStore store;
  private Listener listener;
  private RemoteOwner remote;

  @BeforeEach
  void start() throws Exception {
    memory = SegmentStore.open(1 << 20, ownersMetrics);
    store = new DamagingStore(memory);
    LocalOwner owner =
        new LocalOwner(
            store,
            LAYOUT,
            "ann",
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            1 << 20,
            ownersMetrics);
    listener =
        Listener.start(
            "127.0.0.1",
            0,
            socketDirectory(),
            ACCESS,
            PATIENCE,
            new BlockService(owner, LAYOUT, () -> OwnerTable.EMPTY, ownersMetrics),
            ownersMetrics);
    remote =
        new RemoteOwner(
            new StorageNodeInfo(
                NodeIdentity.random(),
                "127.0.0.1",
                listener.endpoint().port(),
                listener.localSocket(),
                ""),
            new Dialer(ACCESS, PATIENCE),
            UUID.randomUUID(),
            Duration.ofSeconds(1),
            uploads,
            new NoTables(),
            metrics);
    assertThat(readAll("read-through")).isEqualTo(content);
    assertThat(uploads.drain(5, TimeUnit.SECONDS)).isTrue();
  }

  /** Of the owner's socket for clients of its host. */
  String socketDirectory() throws IOException {
    return LocalSocket.NONE;
  }

  @AfterEach
  void nothingLeaks() throws IOException {
    remote.close();
    listener.close();
    uploads.close();
    assertThat(memory.openHandles()).isZero();
    assertThat(memory.openWriters()).isZero();
    store.close();
  }

  @Test
  void damagedBlockIsReadFromTheUnderStoreAndItsOwnerDropsIt() throws Exception {
    store.damageInMemory(block(1));
    int fetches = under.fetches.size();
    assertThat(readAll("read-through")).isEqualTo(content);
    assertThat(under.fetches).hasSize(fetches + 1);
    assertThat(metrics.snapshot().get(Metric.CHECKSUM_FAILURES)).isEqualTo(1);
    assertThat(ownersMetrics.snapshot().get(Metric.CHECKSUM_FAILURES)).isEqualTo(1);
    assertThat(store.contains(block(1))).isFalse();
    assertThat(store.contains(block(0))).isTrue();
  }

  @Test
  void blockDamagedOnItsWayStaysWithItsOwner() throws Exception {
    store.damageOnTheWay(block(0));
    assertThat(readAll("read-through")).isEqualTo(content);
    assertThat(metrics.snapshot().get(Metric.CHECKSUM_FAILURES)).isEqualTo(1);
    assertThat(ownersMetrics.snapshot().get(Metric.CHECKSUM_FAILURES)).isZero();
    assertThat(store.contains(block(0))).isTrue();
    int fetches = under.fetches.size();
    assertThat(readAll("read-through")).isEqualTo(content);
    assertThat(under.fetches).hasSize(fetches);
  }

  @Test
  void strictModeFailsTheReadNamingTheBlock() {
    store.damageInMemory(block(2));
    assertThatThrownBy(() -> readAll("strict"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("came damaged from storage node");
  }

  private BlockId block(int index) {
    try (UnderStoreFile file = under.open("mem://a", Strength.STRONG, "ann")) {
      return BlockId.of(file.version().versionKey(), index);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private byte[] readAll(String faults) throws IOException {
    Settings settings = Settings.read(CacheOptions.ALL, Map.of("fs.cache.faults", faults)::get);
    ReadPlanner cache =
        new ReadPlanner(
            new OneOwner(remote), LAYOUT, metrics, UUID.randomUUID(), settings, buffers);
    byte[] bytes = new byte[LENGTH];
    try (CachedFile file = cache.open(under.open("mem://a", Strength.STRONG, "ann"), "ann")) {
      assertThat(file.read(0, ByteBuffer.wrap(bytes))).isEqualTo(LENGTH);
    }
    return bytes;
  }

  private record OneOwner(RemoteOwner remote) implements Owners {

    @Override
    public List<BlockOwner> all() {
      return List.of(remote);
    }

    @Override
    public @Nullable LocalOwner local() {
      return null;
    }

    @Override
    public @Nullable BlockOwner owner(GroupId group, int rank) {
      return rank == 0 ? remote : null;
    }

    @Override
    public @Nullable StorageNodeInfo node(GroupId group) {
      return null;
    }
  }

  private static final class NoTables implements TableWatch {

    @Override
    public long epoch() {
      return 0;
    }

    @Override
    public void offer(OwnerTable table) {}

    @Override
    public void suspect(StorageNodeInfo node) {}
  }
}
