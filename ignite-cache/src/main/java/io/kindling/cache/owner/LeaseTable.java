package io.kindling.cache.owner;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which missing blocks are being fetched, by whom. Safe for any number of threads.
 *
 * <p>At most one live lease covers a block. A lease lives until its blocks are complete, its holder
 * gives it up, its holder's session ends, or its holder has made no progress for the timeout and
 * somebody else asks. Its token is then worth nothing.
 *
 * <p>One lock guards everything; nothing is called under it but the conditions that callers pass,
 * which must not block. Leases concern misses only, so the lock is not on the way of a hit.
 */
final class LeaseTable {

  private final Duration timeout;
  private final LongSupplier nanoClock;
  private final Metrics metrics;
  private final Consumer<Lease> onEnd;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<BlockId, Held> byBlock = new HashMap<>();
  private final Map<Long, Held> byToken = new HashMap<>();

  /** Starts anywhere, so that tokens of an owner's earlier life mean nothing. */
  private long lastToken = ThreadLocalRandom.current().nextLong() >>> 1;

  /** When forgotten leases are looked for next. */
  private long nextLook;

  LeaseTable(Duration timeout, LongSupplier nanoClock, Metrics metrics) {
    this(timeout, nanoClock, metrics, lease -> {});
  }

  /**
   * An empty table.
   *
   * @param onEnd told of every lease that ends before its blocks are complete, after it has ended,
   *     by the thread that ended it, without the lock
   */
  LeaseTable(Duration timeout, LongSupplier nanoClock, Metrics metrics, Consumer<Lease> onEnd) {
    this.timeout = timeout;
    this.nanoClock = nanoClock;
    this.metrics = metrics;
    this.onEnd = onEnd;
    this.nextLook = nanoClock.getAsLong() + forgottenAfter();
  }

  /**
   * Leases the run of blocks that starts at {@code first} and ends before {@code end}, before the
   * first block that is not missing, or before one that is leased.
   *
   * @return null when another live lease covers the first block
   */
  @Nullable Lease request(
      VersionKey version, int first, int end, UUID session, Predicate<BlockId> isMissing) {
    List<Lease> ended = new ArrayList<>(0);
    lock.lock();
    try {
      int last = first;
      while (last < end) {
        BlockId id = BlockId.of(version, last);
        Held held = byBlock.get(id);
        boolean leased = held != null && !expired(held);
        if (leased || (last > first && !isMissing.test(id))) {
          break;
        }
        if (held != null) {
          metrics.increment(Metric.LEASES_EXPIRED);
          ended.add(end(held));
        }
        last++;
      }
      if (last == first) {
        return null;
      }
      return grant(new Lease(++lastToken, version, first, last - first), session, Ending.BY_BLOCK);
    } finally {
      lock.unlock();
      ended.forEach(onEnd);
    }
  }

  /**
   * Leases a run of blocks that is worth something as a whole only, whatever is held of it. It ends
   * with its first block, which is to be published last, even if others were never needed.
   *
   * @return null when another live lease covers a block of it
   */
  @Nullable Lease requestWhole(VersionKey version, int first, int count, UUID session) {
    List<Lease> ended = new ArrayList<>(0);
    lock.lock();
    try {
      Set<Held> inTheWay = new HashSet<>();
      for (int block = first; block < first + count; block++) {
        Held held = byBlock.get(BlockId.of(version, block));
        if (held != null && !expired(held)) {
          return null;
        }
        if (held != null) {
          inTheWay.add(held);
        }
      }
      for (Held held : inTheWay) {
        metrics.increment(Metric.LEASES_EXPIRED);
        ended.add(end(held));
      }
      return grant(new Lease(++lastToken, version, first, count), session, Ending.BY_FIRST_BLOCK);
    } finally {
      lock.unlock();
      ended.forEach(onEnd);
    }
  }

  private Lease grant(Lease lease, UUID session, Ending ending) {
    Held held = new Held(lease, session, ending, nanoClock.getAsLong(), lock.newCondition());
    byToken.put(lease.token(), held);
    for (int block = lease.first(); block < lease.end(); block++) {
      BlockId id = lease.block(block);
      byBlock.put(id, held);
      held.open.add(id);
    }
    metrics.increment(Metric.LEASES_GRANTED);
    return lease;
  }

  /** Waits until no live lease covers the block, or until the limit. */
  void await(BlockId id, Duration limit) throws InterruptedException {
    await(id, limit, () -> false);
  }

  /**
   * Waits until no live lease covers the block, until the condition holds, or until the limit.
   *
   * @param condition looked at under the lock whenever {@link #wake} is called; must not block
   */
  void await(BlockId id, Duration limit, BooleanSupplier condition) throws InterruptedException {
    long deadline = nanoClock.getAsLong() + limit.toNanos();
    lock.lock();
    try {
      while (true) {
        Held held = byBlock.get(id);
        long left = deadline - nanoClock.getAsLong();
        if (held == null || expired(held) || left <= 0 || condition.getAsBoolean()) {
          return;
        }
        long untilExpiry = held.lastProgress + timeout.toNanos() - nanoClock.getAsLong();
        long ignored = held.changed.awaitNanos(Math.max(1, Math.min(left, untilExpiry)));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether the token still covers the block. */
  boolean covers(long token, BlockId id) {
    lock.lock();
    try {
      Held held = byToken.get(token);
      return held != null && held.open.contains(id);
    } finally {
      lock.unlock();
    }
  }

  /** The block is published, or nobody has room for it: its part of the lease ends. */
  void complete(long token, BlockId id) {
    lock.lock();
    try {
      Held held = byToken.get(token);
      if (held != null && held.open.remove(id)) {
        byBlock.remove(id);
        held.lastProgress = nanoClock.getAsLong();
        held.changed.signalAll();
        if (held.open.isEmpty()
            || (held.ending == Ending.BY_FIRST_BLOCK && id.index() == held.lease.first())) {
          Lease ignored = end(held);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** The holder still gets bytes. */
  void progress(long token) {
    lock.lock();
    try {
      Held held = byToken.get(token);
      if (held != null) {
        held.lastProgress = nanoClock.getAsLong();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets those who wait for a block of the lease look at their condition. */
  void wake(long token) {
    lock.lock();
    try {
      Held held = byToken.get(token);
      if (held != null) {
        held.changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** What is left of the lease ends. */
  void abandon(long token) {
    Lease ended = null;
    lock.lock();
    try {
      Held held = byToken.get(token);
      if (held != null) {
        ended = end(held);
      }
    } finally {
      lock.unlock();
    }
    if (ended != null) {
      onEnd.accept(ended);
    }
  }

  /** All leases of a session end. */
  void abandonAll(UUID session) {
    endAll(held -> held.session.equals(session));
  }

  /**
   * Ends the leases whose holders have made no progress for three timeouts, so that what they left
   * half written goes even if nobody asks for it. Looks only that often; costs nothing else.
   */
  void endForgotten() {
    long now = nanoClock.getAsLong();
    lock.lock();
    try {
      if (now - nextLook < 0) {
        return;
      }
      nextLook = now + forgottenAfter();
    } finally {
      lock.unlock();
    }
    endAll(held -> now - held.lastProgress >= forgottenAfter());
  }

  private long forgottenAfter() {
    return 3 * timeout.toNanos();
  }

  private void endAll(Predicate<Held> condition) {
    List<Lease> ended = new ArrayList<>();
    lock.lock();
    try {
      for (Held held : Set.copyOf(byToken.values())) {
        if (condition.test(held)) {
          ended.add(end(held));
        }
      }
    } finally {
      lock.unlock();
    }
    ended.forEach(onEnd);
  }

  /** Live and forgotten leases in the table. */
  int size() {
    lock.lock();
    try {
      return byToken.size();
    } finally {
      lock.unlock();
    }
  }

  private boolean expired(Held held) {
    return nanoClock.getAsLong() - held.lastProgress >= timeout.toNanos();
  }

  private Lease end(Held held) {
    byToken.remove(held.lease.token());
    held.open.forEach(byBlock::remove);
    held.open.clear();
    held.changed.signalAll();
    return held.lease;
  }

  /** What completes a lease. */
  private enum Ending {
    BY_BLOCK,
    BY_FIRST_BLOCK
  }

  /** A lease that was given; its fields are guarded by the table's lock. */
  private static final class Held {
    final Lease lease;
    final UUID session;
    final Ending ending;
    final Condition changed;
    final Set<BlockId> open = new HashSet<>();
    long lastProgress;

    Held(Lease lease, UUID session, Ending ending, long now, Condition changed) {
      this.lease = lease;
      this.session = session;
      this.ending = ending;
      this.lastProgress = now;
      this.changed = changed;
    }
  }
}
