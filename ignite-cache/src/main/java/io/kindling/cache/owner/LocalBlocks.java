package io.kindling.cache.owner;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.store.BlockHandle;
import io.kindling.cache.store.BlockStore;
import io.kindling.cache.store.ChecksumException;
import io.kindling.cache.store.StoreFaultException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blocks of files that this JVM keeps as an owner: finds them for readers, and gives leases on
 * those that are missing. Safe for any thread.
 */
public final class LocalBlocks {

  private static final Logger LOG = LoggerFactory.getLogger(LocalBlocks.class);

  private final BlockStore store;
  private final BlockLayout layout;
  private final LeaseTable leases;
  private final ArrivingBlocks arriving;
  private final GrantTable grants;
  private final Supplier<FormerOwners> former;
  private final Duration patience;
  private final Metrics metrics;

  /**
   * The blocks of a store.
   *
   * @param former whom to ask for a missing block before a reader is sent to the under store
   * @param patience how long a read waits for another's fetch before its caller is asked to come
   *     again
   */
  LocalBlocks(
      BlockStore store,
      BlockLayout layout,
      LeaseTable leases,
      ArrivingBlocks arriving,
      GrantTable grants,
      Supplier<FormerOwners> former,
      Duration patience,
      Metrics metrics) {
    this.store = store;
    this.layout = layout;
    this.leases = leases;
    this.arriving = arriving;
    this.grants = grants;
    this.former = former;
    this.patience = patience;
    this.metrics = metrics;
  }

  /** Whether the reader may have bytes of the version that are held here. */
  boolean allows(VersionKey version, Reader reader) {
    grants.note(reader, version);
    boolean allowed = grants.allows(reader, version);
    if (!allowed) {
      metrics.increment(Metric.GRANTS_REFUSED);
    }
    return allowed;
  }

  /** As {@link BlockOwner#read}. */
  Answer read(FileKey file, VersionKey version, long position, ByteBuffer target, Reader reader)
      throws IOException {
    List<BlockHandle> held = new ArrayList<>(1);
    Answer refusal = find(file, version, position, target.remaining(), reader, held);
    if (refusal instanceof Answer.Arriving come) {
      return copy(come.bytes(), (int) (position % layout.blockSize()), target);
    }
    if (refusal != null) {
      return refusal;
    }
    return copy(held, position, target, Answer.busy());
  }

  /**
   * Copies what is held, and closes the handles.
   *
   * @param otherwise the answer when the disk has lost it
   */
  private Answer copy(List<BlockHandle> held, long position, ByteBuffer target, Answer otherwise) {
    int start = target.position();
    try {
      for (BlockHandle handle : held) {
        int offset = (int) ((position + target.position() - start) % layout.blockSize());
        handle.copyTo(offset, target, Math.min(target.remaining(), handle.length() - offset));
      }
      return new Answer.Data(target.position() - start);
    } catch (StoreFaultException lost) {
      metrics.increment(Metric.DISK_FAULTS);
      target.position(start);
      return otherwise;
    } finally {
      held.forEach(BlockHandle::close);
    }
  }

  private static Answer copy(ArrivingBytes bytes, int offset, ByteBuffer target) {
    try (bytes) {
      int count = Math.min(target.remaining(), bytes.length() - offset);
      for (ByteBuffer view : bytes.views(offset, count)) {
        target.put(view);
      }
      return new Answer.Data(count);
    }
  }

  /**
   * Finds the blocks of a range that are held and follow each other from its start.
   *
   * @param held takes a handle for each, to be closed by the caller
   * @return null when there is at least one, else what to answer instead
   */
  public @Nullable Answer find(
      FileKey file,
      VersionKey version,
      long position,
      int count,
      Reader reader,
      List<BlockHandle> held)
      throws IOException {
    int first = layout.blockAt(position);
    int end = layout.blockAt(position + count - 1) + 1;
    BlockHandle handle = store.acquire(BlockId.of(version, first));
    if (handle == null) {
      int offset = (int) (position % layout.blockSize());
      Answer instead = lease(file, version, first, end, offset, offset + count, reader);
      if (instead != null) {
        return instead;
      }
      handle = store.acquire(BlockId.of(version, first));
      if (handle == null) {
        return Answer.busy();
      }
    }
    held.add(handle);
    if (!allows(version, reader)) {
      handle.close();
      held.clear();
      return Answer.proofWanted();
    }
    addHeld(version, first + 1, end, held);
    return null;
  }

  private void addHeld(VersionKey version, int first, int end, List<BlockHandle> held) {
    for (int block = first; block < end; block++) {
      BlockHandle handle = store.acquire(BlockId.of(version, block));
      if (handle == null) {
        return;
      }
      held.add(handle);
    }
  }

  /**
   * Finds the blocks of a range that are held here for another owner and follow each other from its
   * start.
   *
   * @return handles to be closed by the caller; none when the first block is not held, or the
   *     reader's right is not known here: the owner knows more
   */
  public List<BlockHandle> findReplicas(
      VersionKey version, long position, int count, Reader reader) {
    List<BlockHandle> held = new ArrayList<>(1);
    if (allows(version, reader)) {
      int end = layout.blockAt(position + count - 1) + 1;
      addHeld(version, layout.blockAt(position), end, held);
    }
    return held;
  }

  /** As {@link BlockOwner#readReplica}. */
  Answer readReplica(VersionKey version, long position, ByteBuffer target, Reader reader) {
    List<BlockHandle> held = findReplicas(version, position, target.remaining(), reader);
    return held.isEmpty() ? Answer.missing() : copy(held, position, target, Answer.missing());
  }

  /**
   * A lease on a missing block, or a wait for its holder; null when the block may be there now.
   *
   * @param offset where the range starts in the first block
   * @param enough where it ends there, or beyond
   */
  private @Nullable Answer lease(
      FileKey file, VersionKey version, int first, int end, int offset, int enough, Reader reader)
      throws IOException {
    BlockId id = BlockId.of(version, first);
    Lease lease =
        leases.request(version, first, end, reader.session(), block -> !store.contains(block));
    if (lease == null) {
      try {
        arriving.await(id, offset + 1, Math.min(enough, layout.blockSize()), patience);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while another reader fetched " + id);
      }
      return arrived(id, offset, reader);
    }
    if (store.contains(id)) {
      leases.abandon(lease.token());
      return null;
    }
    if (former.get().bring(file, id, lease.token())) {
      leases.abandon(lease.token());
      return null;
    }
    return new Answer.Leased(lease);
  }

  /** What has come of a block that is not complete, for a reader that may have it. */
  private @Nullable Answer arrived(BlockId id, int offset, Reader reader) {
    ArrivingBytes bytes = arriving.hold(id, offset);
    if (bytes == null) {
      return null;
    }
    if (!allows(new VersionKey(id.high(), id.low()), reader)) {
      bytes.close();
      return Answer.proofWanted();
    }
    metrics.increment(Metric.ARRIVING_READS);
    return new Answer.Arriving(bytes);
  }

  /**
   * Looks whether a block that came damaged to a reader is damaged here, and drops it if so.
   *
   * @return whether it was dropped
   */
  public boolean inspect(BlockId id) {
    try (BlockHandle handle = store.acquire(id)) {
      if (handle != null) {
        handle.verify();
      }
      return false;
    } catch (ChecksumException damaged) {
      metrics.increment(Metric.CHECKSUM_FAILURES);
      LOG.warn("block {} was damaged in memory and is dropped: {}", id, damaged.getMessage());
      return store.remove(id);
    }
  }
}
