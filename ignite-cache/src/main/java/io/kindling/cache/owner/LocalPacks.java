package io.kindling.cache.owner;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.pack.PackBlocks;
import io.kindling.cache.pack.PackBytes;
import io.kindling.cache.policy.Admission;
import io.kindling.cache.store.BlockHandle;
import io.kindling.cache.store.BlockStore;
import io.kindling.cache.store.BlockWriter;
import io.kindling.cache.store.ChecksumException;
import io.kindling.cache.store.NotAdmittedException;
import io.kindling.cache.store.StoreFaultException;
import io.kindling.cache.store.StoreFullException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The packs that this JVM keeps as an owner, among the other blocks of its store. Safe for any
 * thread.
 *
 * <p>The first block of a pack, which names all others, is published last and asked for first: a
 * pack whose first block is held was complete once. Blocks of it that were evicted since are missed
 * by who opens it, and the rest is dropped then ({@link #discard}).
 */
public final class LocalPacks implements PackOwner {

  /** How long nobody is asked to hand over a pack that was not kept. */
  private static final Duration REFUSAL = Duration.ofSeconds(5);

  /** As long as former owners are asked. */
  private static final Duration MISTRUST = Duration.ofMinutes(10);

  private static final long MOST_REFUSALS = 10_000;

  private final BlockStore store;
  private final BlockLayout layout;
  private final LeaseTable leases;
  private final GrantTable grants;
  private final KnownVersions versions;
  private final Supplier<FormerOwners> former;
  private final Duration patience;
  private final Consumer<BlockId> came;
  private final Metrics metrics;
  private final PackedSources packed;
  private final Cache<VersionKey, Boolean> refused =
      Caffeine.newBuilder().maximumSize(MOST_REFUSALS).expireAfterWrite(REFUSAL).build();

  /** Packs that were of no use: what a former owner has of them is not either. */
  private final Cache<VersionKey, Boolean> dropped =
      Caffeine.newBuilder().maximumSize(MOST_REFUSALS).expireAfterWrite(MISTRUST).build();

  /** Held while blocks of a pack become visible or are dropped, so that makings do not mix. */
  private final Object publishing = new Object();

  LocalPacks(
      BlockStore store,
      BlockLayout layout,
      LeaseTable leases,
      GrantTable grants,
      KnownVersions versions,
      Supplier<FormerOwners> former,
      Duration patience,
      Consumer<BlockId> came,
      Metrics metrics) {
    this.store = store;
    this.layout = layout;
    this.leases = leases;
    this.grants = grants;
    this.versions = versions;
    this.former = former;
    this.patience = patience;
    this.came = came;
    this.metrics = metrics;
    this.packed = new PackedSources(store, layout);
  }

  @Override
  public Answer read(PackBlocks pack, Reader reader, Room room) throws IOException {
    List<BlockHandle> held = new ArrayList<>(pack.most());
    Answer instead = find(pack, reader, held);
    return instead == null ? bytes(held) : instead;
  }

  /** What is held of a pack, without asking anybody for the rest; null when that is nothing. */
  public Answer.@Nullable Held held(PackBlocks pack) {
    List<BlockHandle> held = new ArrayList<>(pack.most());
    hold(pack, held);
    return held.isEmpty() || !(bytes(held) instanceof Answer.Held answer) ? null : answer;
  }

  private Answer bytes(List<BlockHandle> held) {
    try {
      ByteBuffer[] parts =
          held.stream()
              .flatMap(handle -> Arrays.stream(handle.views(0, handle.length())))
              .toArray(ByteBuffer[]::new);
      return new Answer.Held(
          PackBytes.held(
              parts, block -> held.get(block).checksum(), () -> held.forEach(BlockHandle::close)));
    } catch (StoreFaultException lost) {
      metrics.increment(Metric.DISK_FAULTS);
      held.forEach(BlockHandle::close);
      return Answer.busy();
    }
  }

  /**
   * Finds the blocks of a pack.
   *
   * @param held takes a handle for each that is held, from the first on, to be closed by the caller
   * @return null when there is at least one, else what to answer instead
   */
  public @Nullable Answer find(PackBlocks pack, Reader reader, List<BlockHandle> held)
      throws IOException {
    hold(pack, held);
    if (held.isEmpty()) {
      Answer instead = lease(pack, reader);
      if (instead != null) {
        return instead;
      }
      hold(pack, held);
      if (held.isEmpty()) {
        return Answer.busy();
      }
    }
    if (!allows(pack, reader)) {
      held.forEach(BlockHandle::close);
      held.clear();
      return Answer.proofWanted();
    }
    return null;
  }

  private void hold(PackBlocks pack, List<BlockHandle> held) {
    for (int number = 0; number < pack.most(); number++) {
      BlockHandle handle = store.acquire(pack.block(number));
      if (handle == null) {
        return;
      }
      held.add(handle);
    }
  }

  /** Whether the reader may read all sources of the pack. */
  public boolean allows(PackBlocks pack, Reader reader) {
    for (PackBlocks.SourceBytes source : pack.sources()) {
      grants.note(reader, source.version());
      if (!grants.allows(reader, source.version())) {
        metrics.increment(Metric.GRANTS_REFUSED);
        return false;
      }
    }
    return true;
  }

  /** A lease on a missing pack, or a wait for its holder; null when the pack may be there now. */
  private @Nullable Answer lease(PackBlocks pack, Reader reader) throws IOException {
    if (refused.getIfPresent(pack.version()) != null) {
      return Answer.alone();
    }
    leases.endForgotten();
    Lease lease = leases.requestWhole(pack.version(), pack.first(), pack.most(), reader.session());
    if (lease == null) {
      try {
        leases.await(pack.block(0), patience);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while another reader made " + pack.block(0));
      }
      return null;
    }
    if (store.contains(pack.block(0))) {
      leases.abandon(lease.token());
      return null;
    }
    if (bring(pack, lease.token())) {
      return null;
    }
    leases.progress(lease.token());
    return new Answer.Leased(lease);
  }

  /** Asks the former owner for the pack. */
  private boolean bring(PackBlocks pack, long token) {
    if (dropped.getIfPresent(pack.version()) != null) {
      return false;
    }
    FormerOwners owners = former.get();
    int number = 1;
    while (number < pack.most() && owners.bring(pack.file(), pack.block(number), token)) {
      number++;
    }
    return owners.bring(pack.file(), pack.block(0), token);
  }

  @Override
  public void put(Lease lease, PackBlocks pack, ByteBuffer bytes, BlockOrigin origin, Reader reader)
      throws IOException {
    ByteBuffer source = bytes.duplicate();
    int end = source.limit();
    Filler copying =
        writer -> {
          writer.write(source.limit(source.position() + writer.length()));
          source.limit(end);
        };
    put(lease.token(), pack, bytes.remaining(), null, copying, origin, reader);
  }

  /**
   * As the other, with bytes from anywhere.
   *
   * @param length bytes of the pack
   * @param checksums CRC-32C of each block; null when the bytes are known to be right
   * @throws ChecksumException when a block has another
   */
  public void put(
      long token,
      PackBlocks pack,
      int length,
      int @Nullable [] checksums,
      Filler filler,
      BlockOrigin origin,
      Reader reader)
      throws IOException {
    List<BlockWriter> writers = new ArrayList<>(pack.most());
    try {
      requireLease(token, pack);
      reserve(pack, length, origin, writers);
      versions.note(pack.block(writers.size() - 1), origin);
      for (BlockWriter writer : writers) {
        filler.fill(writer);
        leases.progress(token);
      }
      publish(token, pack, writers, checksums);
      for (PackBlocks.SourceBytes source : pack.sources()) {
        grants.note(reader.proven(), source.version());
      }
      packed.note(pack);
    } finally {
      writers.forEach(BlockWriter::close);
      leases.abandon(token);
    }
  }

  private void requireLease(long token, PackBlocks pack) throws StoreFullException {
    if (!leases.covers(token, pack.block(0))) {
      metrics.increment(Metric.FENCED_PUTS);
      throw new StoreFullException("the lease on " + pack.block(0) + " was taken back");
    }
    leases.progress(token);
  }

  /** Room for the whole pack or for nothing of it. */
  private void reserve(PackBlocks pack, int length, BlockOrigin origin, List<BlockWriter> writers)
      throws StoreFullException {
    int count = layout.blocks(length);
    if (length < 1 || count > pack.most()) {
      throw new StoreFullException(
          "%d bytes of a pack of at most %d blocks".formatted(length, pack.most()));
    }
    NotAdmittedException notAdmitted = null;
    for (int number = 0; number < count; number++) {
      try {
        writers.add(store.reserve(pack.block(number), layout.length(number, length), origin));
      } catch (NotAdmittedException refusal) {
        // Where the second touch counts, this is the first one of all blocks.
        notAdmitted = refusal;
      } catch (StoreFullException full) {
        refused.put(pack.version(), Boolean.TRUE);
        throw full;
      }
    }
    if (notAdmitted != null) {
      Admission admission = store.policies().of(origin.uri()).admission();
      if (admission.touch() != Admission.Touch.SECOND) {
        refused.put(pack.version(), Boolean.TRUE);
      }
      throw notAdmitted;
    }
  }

  /** Makes a pack visible: its first block last, and all of them held until then. */
  private void publish(
      long token, PackBlocks pack, List<BlockWriter> writers, int @Nullable [] checksums)
      throws IOException {
    List<BlockHandle> published = new ArrayList<>(writers.size());
    try {
      synchronized (publishing) {
        requireLease(token, pack);
        if (store.contains(pack.block(0))) {
          return;
        }
        drop(pack);
        for (int number = writers.size() - 1; number >= 0; number--) {
          BlockWriter writer = writers.get(number);
          published.add(checksums == null ? writer.publish() : writer.publish(checksums[number]));
        }
        leases.complete(token, pack.block(0));
      }
      for (int number = writers.size() - 1; number >= 0; number--) {
        came.accept(pack.block(number));
      }
    } finally {
      published.forEach(BlockHandle::close);
    }
  }

  @Override
  public void discard(PackBlocks pack, int checksum, Reader reader) {
    synchronized (publishing) {
      try (BlockHandle first = store.acquire(pack.block(0))) {
        if (first == null || first.checksum() != checksum) {
          return;
        }
      }
      drop(pack);
      dropped.put(pack.version(), Boolean.TRUE);
    }
    metrics.increment(Metric.PACKS_DROPPED);
  }

  private void drop(PackBlocks pack) {
    for (int number = 0; number < pack.most(); number++) {
      BlockId id = pack.block(number);
      boolean ignored = store.contains(id) && store.remove(id);
    }
  }

  /** Fills the blocks of a pack. */
  @FunctionalInterface
  public interface Filler {
    /** Writes the next block, all of it. */
    void fill(BlockWriter writer) throws IOException;
  }
}
