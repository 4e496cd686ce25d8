package io.kindling.cache.owner;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.pack.PackBlocks;
import io.kindling.cache.pack.PackBytes;
import io.kindling.cache.store.BlockHandle;
import io.kindling.cache.store.BlockStore;
import io.kindling.cache.store.BlockWriter;
import io.kindling.cache.store.StoreFaultException;
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

  private final BlockStore store;
  private final LeaseTable leases;
  private final GrantTable grants;
  private final Supplier<FormerOwners> former;
  private final Duration patience;
  private final Metrics metrics;
  private final PackIntake intake;

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
    this.leases = leases;
    this.grants = grants;
    this.former = former;
    this.patience = patience;
    this.metrics = metrics;
    this.intake = new PackIntake(store, layout, leases, versions, came, metrics);
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
    if (intake.hasRefused(pack)) {
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
    if (intake.hasDropped(pack)) {
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
   * @throws io.kindling.cache.store.ChecksumException when a block has another
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
    intake.take(token, pack, length, checksums, filler, origin);
    for (PackBlocks.SourceBytes source : pack.sources()) {
      grants.note(reader.proven(), source.version());
    }
  }

  @Override
  public void discard(PackBlocks pack, int checksum, Reader reader) {
    intake.discard(pack, checksum);
  }

  /** Fills the blocks of a pack. */
  @FunctionalInterface
  public interface Filler {
    /** Writes the next block, all of it. */
    void fill(BlockWriter writer) throws IOException;
  }
}
