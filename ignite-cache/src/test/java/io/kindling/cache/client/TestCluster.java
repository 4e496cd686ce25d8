package io.kindling.cache.client;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.buffer.BufferBudget;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.owner.LocalOwner;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.placement.StorageNodeInfo;
import io.kindling.cache.store.BlockStore;
import io.kindling.cache.store.DiskSettings;
import io.kindling.cache.store.DiskSlots;
import io.kindling.cache.store.SegmentStore;
import io.kindling.cache.store.TieredStore;
import io.kindling.cache.transfer.BlockService;
import io.kindling.cache.transfer.ClusterAccess;
import io.kindling.cache.transfer.Dialer;
import io.kindling.cache.transfer.Listener;
import io.kindling.cache.transfer.RemoteOwner;
import io.kindling.cache.transfer.Uploads;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Storage nodes and clients in one JVM over real sockets, with an owner table of its own. */
final class TestCluster implements AutoCloseable {

  static final BlockLayout LAYOUT = new BlockLayout(16 << 10, 64 << 10);
  private static final ClusterAccess ACCESS = new ClusterAccess("test", "secret", LAYOUT);

  private final Map<String, String> options;
  private final List<Member> members = new ArrayList<>();
  private OwnerTable table = OwnerTable.EMPTY;

  TestCluster(Map<String, String> options) {
    this.options = options;
  }

  Member node(String user) throws IOException {
    Member member = new Member(user, true);
    members.add(member);
    List<StorageNodeInfo> nodes = new ArrayList<>(table.nodes());
    nodes.add(member.info());
    publish(new OwnerTable(table.epoch() + 1, nodes));
    return member;
  }

  Member client(String user) throws IOException {
    Member member = new Member(user, false);
    members.add(member);
    member.owners.offer(table);
    return member;
  }

  void publish(OwnerTable next) {
    table = next;
    members.forEach(member -> member.owners.offer(next));
  }

  OwnerTable table() {
    return table;
  }

  @Override
  public void close() throws IOException {
    for (Member member : members) {
      member.close();
    }
  }

  /** One JVM, as far as the cache can tell. */
  final class Member implements AutoCloseable {

    final Metrics metrics = new Metrics();
    final ReadPlanner cache;
    final ClusterOwners owners;
    final BufferBudget buffers = new BufferBudget(2 << 20, metrics);
    final Uploads uploads = new Uploads(LAYOUT.blockSize(), 1 << 20, buffers);

    /** The memory tier. */
    final @Nullable SegmentStore store;

    /** All tiers: with a disk where the options name directories. */
    final @Nullable BlockStore blocks;

    final @Nullable LocalOwner owner;
    private final NodeIdentity identity = NodeIdentity.random();
    private @Nullable Listener listener;
    final String user;
    private final Settings settings;

    Member(String user, boolean holdsBlocks) throws IOException {
      this.user = user;
      settings = Settings.read(CacheOptions.ALL, options::get);
      Duration patience = settings.get(CacheOptions.PEER_TIMEOUT);
      UUID session = UUID.randomUUID();
      store = holdsBlocks ? SegmentStore.open(8 << 20, metrics) : null;
      DiskSettings disk = DiskSettings.of(settings, LAYOUT.blockSize(), DiskSlots.Kind.NODE);
      blocks = store == null || disk == null ? store : TieredStore.open(store, disk, metrics);
      owner =
          blocks == null
              ? null
              : new LocalOwner(
                  blocks,
                  LAYOUT,
                  user,
                  settings.get(CacheOptions.LEASE_TIMEOUT),
                  settings.get(CacheOptions.GRANT_LIFETIME),
                  settings.get(CacheOptions.STATUS_SIZE),
                  metrics);
      owners =
          new ClusterOwners(
              owner,
              holdsBlocks ? identity : null,
              (node, tables) ->
                  new RemoteOwner(
                      node,
                      new Dialer(ACCESS, patience),
                      session,
                      settings.get(CacheOptions.PEER_PAUSE),
                      uploads,
                      tables,
                      metrics),
              () -> {});
      listener = owner == null ? null : listen(owner, 0);
      cache = new ReadPlanner(owners, LAYOUT, metrics, session, settings, buffers);
    }

    private Listener listen(LocalOwner served, int port) throws IOException {
      return Listener.start(
          "127.0.0.1",
          port,
          settings.get(CacheOptions.SOCKET_DIRECTORY),
          ACCESS,
          settings.get(CacheOptions.PEER_TIMEOUT),
          new BlockService(served, LAYOUT, owners::table, metrics),
          metrics);
    }

    /** Cannot be reached until {@link #listenAgain}. */
    int fallSilent() throws IOException {
      Listener silent = Objects.requireNonNull(listener);
      silent.close();
      return silent.endpoint().port();
    }

    void listenAgain(int port) throws IOException {
      listener = listen(Objects.requireNonNull(owner), port);
    }

    StorageNodeInfo info() {
      return new StorageNodeInfo(
          identity,
          "127.0.0.1",
          Objects.requireNonNull(listener).endpoint().port(),
          listener.localSocket(),
          "");
    }

    String user() {
      return user;
    }

    CachedFile open(UnderStoreFile file) {
      return cache.open(file, user);
    }

    byte[] readAll(UnderStoreFile file) throws IOException {
      byte[] bytes = new byte[(int) file.version().length()];
      try (CachedFile cached = open(file)) {
        Assertions.assertThat(cached.read(0, bytes, 0, bytes.length)).isEqualTo(bytes.length);
      }
      return bytes;
    }

    void settle() throws InterruptedException {
      Assertions.assertThat(uploads.drain(10, TimeUnit.SECONDS)).isTrue();
    }

    /** Ends as a killed JVM does: connections break, nobody is told. */
    void kill() throws IOException {
      if (listener != null) {
        listener.close();
      }
      owners.close();
    }

    @Override
    public void close() throws IOException {
      kill();
      uploads.close();
      if (store != null) {
        // What a fetch brings behind its caller may still be on its way.
        Awaitility.await()
            .untilAsserted(
                () -> {
                  Assertions.assertThat(store.openHandles()).as("open handles").isZero();
                  Assertions.assertThat(store.openWriters()).as("open writers").isZero();
                });
        Objects.requireNonNull(blocks).close();
      }
    }
  }
}
