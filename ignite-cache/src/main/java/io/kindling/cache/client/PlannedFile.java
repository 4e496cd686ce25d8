package io.kindling.cache.client;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.block.Strength;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.owner.Answer;
import io.kindling.cache.owner.BlockOwner;
import io.kindling.cache.owner.DamagedBlockException;
import io.kindling.cache.owner.Lease;
import io.kindling.cache.owner.LocalOwner;
import io.kindling.cache.owner.OwnerUnavailableException;
import io.kindling.cache.owner.Reader;
import io.kindling.cache.store.BlockHandle;
import io.kindling.cache.store.StoreFaultException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a read: this JVM's store, else the group's owner, else a fetch of one's own under a
 * lease, else (the cache being at fault) the under store alone.
 */
final class PlannedFile implements CachedFile {

  private static final Logger LOG = LoggerFactory.getLogger(PlannedFile.class);

  /** The owner, and the next best when the owner cannot be asked. */
  private static final int RANKS = 2;

  private final ReadPlanner planner;
  private final UnderStoreFile file;
  private final FileVersion version;
  private final BlockLayout layout;
  private final Metrics metrics;
  private final @Nullable LocalOwner local;
  private final ReplicaReader replicas;
  private final int fetchSize;

  /** All bytes of the file, received from its owner together with its status. */
  private final @Nullable ByteBuffer content;

  /** Who needs the file of the under store: this until it is closed, and fetches behind callers. */
  private final AtomicInteger users = new AtomicInteger(1);

  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Reader reader;
  private volatile boolean allowedHere;

  PlannedFile(ReadPlanner planner, UnderStoreFile file, String user, @Nullable ByteBuffer content) {
    this.planner = planner;
    this.file = file;
    this.content = content;
    this.version = file.version();
    this.layout = planner.layout();
    this.metrics = planner.counters();
    this.replicas = new ReplicaReader(planner, version);
    this.local = planner.owners().local();
    // Blocks of a weak version wait for the check after the fetch, each in a buffer: one at a time.
    this.fetchSize =
        version.strength() == Strength.STRONG ? planner.fetchSize() : layout.blockSize();
    this.reader = new Reader(user, planner.session(), Reader.Proof.NONE);
  }

  @Override
  public FileVersion version() {
    return version;
  }

  @Override
  public int read(long position, byte[] target, int offset, int count) throws IOException {
    return read(position, ByteBuffer.wrap(target, offset, count));
  }

  @Override
  public int read(long position, ByteBuffer target) throws IOException {
    if (position < 0) {
      throw new EOFException("negative position " + position + " in " + version.uri());
    }
    if (!target.hasRemaining()) {
      return 0;
    }
    if (position >= version.length()) {
      return -1;
    }
    int wanted = (int) Math.min(target.remaining(), version.length() - position);
    int done = 0;
    try {
      while (done < wanted) {
        done += readSome(position + done, target, wanted - done);
      }
    } finally {
      metrics.add(Metric.REQUESTED_BYTES, done);
    }
    return wanted;
  }

  /**
   * Reads at most {@code count} bytes to the target's position.
   *
   * @return 0 when the owner has changed and the read has to be planned anew
   */
  private int readSome(long position, ByteBuffer target, int count) throws IOException {
    if (content != null) {
      target.put(target.position(), content, content.position() + (int) position, count);
      target.position(target.position() + count);
      metrics.add(Metric.PEER_BYTES, count);
      return count;
    }
    int block = layout.blockAt(position);
    int own = readOwn(block, position, target, count);
    if (own > 0) {
      return own;
    }
    int group = layout.groupOf(block);
    long end = Math.min(layout.groupSize() * (group + 1L), layout.start(block) + fetchSize);
    int piece = (int) Math.min(count, end - position);
    GroupId groupId = new GroupId(version.fileKey(), group);
    int known = planner.owners().replicas(groupId);
    int helped = replicas.readInTurn(groupId, known, block, position, target, piece, reader);
    if (helped > 0) {
      return helped;
    }
    for (int rank = 0; rank < RANKS; rank++) {
      BlockOwner owner = planner.owners().owner(groupId, rank);
      if (owner == null) {
        break;
      }
      try {
        return ask(owner, groupId, position, target, piece);
      } catch (OwnerUnavailableException unavailable) {
        planner
            .faults()
            .note(
                Metric.PEER_FAILURES,
                "asking %s for %s at %d".formatted(owner.describe(), version.uri(), position),
                unavailable);
      } catch (DamagedBlockException damaged) {
        planner
            .faults()
            .note(Metric.CHECKSUM_FAILURES, "reading %s".formatted(version.uri()), damaged);
        break;
      }
    }
    helped = replicas.readAny(groupId, RANKS, known, position, target, piece, reader);
    if (helped > 0) {
      return helped;
    }
    new Fetch(planner, file, target, position, piece).alone();
    return piece;
  }

  /** Bytes copied from this JVM's store; 0 when it does not hold the block. */
  private int readOwn(int block, long position, ByteBuffer target, int count) throws IOException {
    if (local == null) {
      return 0;
    }
    BlockId id = BlockId.of(version.versionKey(), block);
    try (BlockHandle handle = local.store().acquire(id)) {
      if (handle == null) {
        return 0;
      }
      if (!allowedHere) {
        if (!local.allows(version.versionKey(), reader)) {
          prove();
        }
        allowedHere = true;
      }
      int offset = (int) (position - layout.start(block));
      int copied = Math.min(count, handle.length() - offset);
      handle.copyTo(offset, target, copied);
      metrics.add(Metric.MEMORY_BYTES, copied);
      local.readHere(id, copied);
      return copied;
    } catch (StoreFaultException lost) {
      planner
          .faults()
          .note(
              Metric.DISK_FAULTS,
              "reading " + version.uri() + " from disk",
              new IOException(lost.getMessage(), lost));
      return 0;
    }
  }

  /** Bytes got from the owner or fetched under its lease; 0 when the owner is another one now. */
  private int ask(BlockOwner owner, GroupId group, long position, ByteBuffer target, int piece)
      throws IOException {
    int limit = target.limit();
    while (true) {
      Answer answer;
      try {
        target.limit(target.position() + piece);
        answer = owner.read(version.fileKey(), version.versionKey(), position, target, reader);
      } finally {
        target.limit(limit);
      }
      if (answer instanceof Answer.Data data) {
        metrics.add(owner.isLocal() ? Metric.MEMORY_BYTES : Metric.PEER_BYTES, data.count());
        planner.owners().learned(group, data.replicas());
        return data.count();
      }
      if (answer instanceof Answer.Leased leased) {
        int fetched =
            fetch(new Fetch(planner, file, target, position, piece), leased.lease(), owner);
        reader = reader.proven();
        return fetched;
      }
      if (answer instanceof Answer.ProofWanted) {
        prove();
      } else if (answer instanceof Answer.Moved) {
        return 0;
      }
    }
  }

  /**
   * Fetches what was leased; when much of it is not wanted here, the caller gets its part first.
   */
  private int fetch(Fetch fetch, Lease lease, BlockOwner owner) throws IOException {
    if (fetch.isWorthAThread(lease)) {
      Reader holder = reader;
      users.incrementAndGet();
      Runnable work =
          () -> {
            try {
              fetch.underBehindCaller(lease, owner, holder);
            } finally {
              leaveInBackground();
            }
          };
      if (BackgroundFetches.start(work)) {
        return fetch.await(lease);
      }
      leaveInBackground();
    }
    return fetch.under(lease, owner, reader);
  }

  private void prove() throws IOException {
    file.checkReadable();
    reader = reader.proven();
  }

  /** The file at the under store is closed when the last fetch of it has ended. */
  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      leave();
    }
  }

  private void leave() throws IOException {
    if (users.decrementAndGet() == 0) {
      file.close();
    }
  }

  private void leaveInBackground() {
    try {
      leave();
    } catch (IOException unclosed) {
      planner.counters().increment(Metric.BACKGROUND_FAILURES);
      LOG.debug("{} did not close after its last fetch", version.uri(), unclosed);
    }
  }

  @Override
  public String toString() {
    return "CachedFile(" + version.uri() + ")";
  }
}
