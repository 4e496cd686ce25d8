package io.kindling.cache.client;

import io.kindling.cache.block.GroupId;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.owner.Answer;
import io.kindling.cache.owner.BlockOwner;
import io.kindling.cache.owner.DamagedBlockException;
import io.kindling.cache.owner.Lease;
import io.kindling.cache.owner.LocalOwner;
import io.kindling.cache.owner.OwnerUnavailableException;
import io.kindling.cache.owner.PackOwner;
import io.kindling.cache.owner.Reader;
import io.kindling.cache.pack.DamagedPackException;
import io.kindling.cache.pack.Pack;
import io.kindling.cache.pack.PackBlocks;
import io.kindling.cache.pack.PackBytes;
import io.kindling.cache.pack.PackDraft;
import io.kindling.cache.pack.PackKey;
import io.kindling.cache.pack.PackMaker;
import io.kindling.cache.store.StoreFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One opening of a pack by one reader: from this JVM's own store, else from the owner, else made
 * under the owner's lease, else (the cache being at fault) made for this reader alone. For one use
 * by one thread.
 */
final class PackOpening {

  private static final Logger LOG = LoggerFactory.getLogger(PackOpening.class);

  /** The owner, and the next best when the owner cannot be asked. */
  private static final int RANKS = 2;

  /** Packs that turn out to be of no use before the reader makes its own. */
  private static final int MOST_USELESS = 3;

  private final ReadPlanner planner;
  private final PackRooms rooms;
  private final PackKey key;
  private final PackBlocks blocks;
  private final GroupId anchor;
  private final PackMaker maker;
  private final Metrics metrics;
  private Reader reader;
  private int useless;

  PackOpening(
      ReadPlanner planner,
      PackRooms rooms,
      PackKey key,
      PackBlocks blocks,
      PackMaker maker,
      String user) {
    this.planner = planner;
    this.rooms = rooms;
    this.key = key;
    this.blocks = blocks;
    this.anchor = blocks.anchor(planner.layout());
    this.maker = maker;
    this.metrics = planner.counters();
    this.reader = new Reader(user, planner.session(), Reader.Proof.NONE);
  }

  Pack open() throws IOException {
    Pack own = own();
    if (own != null) {
      return own;
    }
    int rank = 0;
    while (rank < RANKS && useless < MOST_USELESS) {
      BlockOwner owner = planner.owners().owner(anchor, rank);
      if (owner == null) {
        break;
      }
      try {
        Pack pack = ask(owner);
        if (pack != null) {
          return pack;
        }
      } catch (OwnerUnavailableException unavailable) {
        note(Metric.PEER_FAILURES, "asking " + owner.describe() + " for the " + key, unavailable);
        rank++;
      } catch (DamagedBlockException damaged) {
        note(Metric.CHECKSUM_FAILURES, "reading the " + key, damaged);
        useless++;
      }
    }
    return alone();
  }

  private void note(Metric cause, String what, IOException fault) throws IOException {
    planner.faults().note(cause, what, fault);
  }

  /** The pack as this JVM holds it, whoever owns it; null when it does not. */
  private @Nullable Pack own() throws IOException {
    LocalOwner local = planner.owners().local();
    Answer.Held held = local == null ? null : local.packs().held(blocks);
    if (local == null || held == null) {
      return null;
    }
    boolean allowed = false;
    try {
      while (!local.packs().allows(blocks, reader)) {
        prove();
      }
      allowed = true;
    } finally {
      if (!allowed) {
        held.bytes().close();
      }
    }
    BlockOwner owner = planner.owners().owner(anchor, 0);
    return opened(held.bytes(), local, owner == local ? local : null);
  }

  /** The pack, as the owner has it or made under its lease; null when all is to be asked anew. */
  private @Nullable Pack ask(BlockOwner owner) throws IOException {
    while (useless < MOST_USELESS) {
      Answer answer = owner.packs().read(blocks, reader, rooms);
      if (answer instanceof Answer.Held held) {
        Pack pack = opened(held.bytes(), owner, owner);
        if (pack != null) {
          return pack;
        }
      } else if (answer instanceof Answer.Leased leased) {
        return make(leased.lease(), owner);
      } else if (answer instanceof Answer.Alone) {
        return alone();
      } else if (answer instanceof Answer.ProofWanted) {
        prove();
      } else if (answer instanceof Answer.Moved) {
        return null;
      }
    }
    return null;
  }

  private void prove() throws IOException {
    maker.checkReadable();
    reader = reader.proven();
  }

  /**
   * The pack in what a node holds; null when it is not all there.
   *
   * @param keeper where it is dropped then; null when others are still bringing it to the node
   */
  private @Nullable Pack opened(PackBytes bytes, BlockOwner holder, @Nullable BlockOwner keeper)
      throws IOException {
    int checksum = bytes.checksum(0);
    try {
      boolean here = holder.isLocal();
      Pack pack =
          Pack.open(
              key, planner.layout().blockSize(), bytes, here ? Pack.Found.HERE : Pack.Found.PEER);
      metrics.increment(here ? Metric.PACKS_HERE : Metric.PACKS_PEER);
      metrics.add(here ? Metric.PACK_MEMORY_BYTES : Metric.PACK_PEER_BYTES, pack.length());
      return pack;
    } catch (DamagedPackException bad) {
      bytes.close();
      if (keeper != null) {
        useless++;
        keeper.packs().discard(blocks, checksum, reader);
      }
      if (bad.reason() == DamagedPackException.Cause.DAMAGED) {
        note(Metric.CHECKSUM_FAILURES, "reading the " + key, bad);
      }
      return null;
    }
  }

  private Pack alone() throws IOException {
    Pack pack = made(() -> {}).pack();
    metrics.increment(Metric.PACKS_NOT_KEPT);
    return pack;
  }

  /** Makes the pack for all who wait for it; this reader has it at once. */
  private Pack make(Lease lease, BlockOwner owner) throws IOException {
    boolean leased = true;
    try {
      Made made = made(new Progress(lease, owner));
      leased = false;
      return owner instanceof LocalOwner local
          ? keep(made, lease, local)
          : send(made, lease, owner);
    } finally {
      if (leased) {
        owner.abandon(lease);
      }
    }
  }

  private Made made(Runnable progress) throws IOException {
    int blockSize = planner.layout().blockSize();
    PackOwner.Lent lent = rooms.take(PackDraft.room(key, blockSize));
    boolean done = false;
    try {
      PackDraft draft = new PackDraft(key, blockSize, lent.buffer(), progress);
      maker.make(draft);
      ByteBuffer sealed = draft.seal();
      PackBytes bytes = PackBytes.of(sealed, blockSize, lent.giveBack());
      Made made = new Made(Pack.open(key, blockSize, bytes, Pack.Found.MADE), bytes, sealed);
      metrics.increment(Metric.PACKS_MADE);
      metrics.add(Metric.PACK_MADE_BYTES, sealed.remaining());
      done = true;
      return made;
    } finally {
      if (!done) {
        lent.giveBack().run();
      }
    }
  }

  /** Puts the pack into this JVM's own store, and reads it there from now on. */
  private Pack keep(Made made, Lease lease, LocalOwner local) {
    handOver(made, lease, local);
    Answer.Held held = local.packs().held(blocks);
    if (held == null) {
      return made.pack();
    }
    try {
      Pack kept = Pack.open(key, planner.layout().blockSize(), held.bytes(), Pack.Found.MADE);
      made.pack().close();
      return kept;
    } catch (DamagedPackException gone) {
      LOG.debug("the {} did not stay", key, gone);
      held.bytes().close();
      return made.pack();
    }
  }

  /** Hands the pack over behind the caller's back. */
  private Pack send(Made made, Lease lease, BlockOwner owner) {
    PackBytes shared = made.bytes().retain();
    Runnable work =
        () -> {
          try {
            handOver(made, lease, owner);
          } finally {
            shared.close();
          }
        };
    if (!BackgroundFetches.start(work)) {
      work.run();
    }
    return made.pack();
  }

  private void handOver(Made made, Lease lease, BlockOwner owner) {
    try {
      owner.packs().put(lease, blocks, made.sealed(), key.origin(), reader);
    } catch (StoreFullException refused) {
      metrics.increment(Metric.PACKS_NOT_KEPT);
      LOG.debug("{} does not keep the {}: {}", owner.describe(), key, refused.getMessage());
    } catch (IOException | RuntimeException failed) {
      metrics.increment(Metric.PACKS_NOT_KEPT);
      metrics.increment(Metric.UPLOAD_FAILURES);
      LOG.debug("{} was not handed the {}", owner.describe(), key, failed);
      owner.abandon(lease);
    }
  }

  /** A pack of this reader's own, its bytes, and the buffer that holds them. */
  private record Made(Pack pack, PackBytes bytes, ByteBuffer sealed) {}

  /** Tells the owner now and then that the making goes on. For the maker's thread. */
  private final class Progress implements Runnable {

    private final Lease lease;
    private final BlockOwner owner;
    private long last = System.nanoTime();

    Progress(Lease lease, BlockOwner owner) {
      this.lease = lease;
      this.owner = owner;
    }

    @Override
    public void run() {
      long now = System.nanoTime();
      if (now - last > planner.progressNanos()) {
        last = now;
        owner.progress(lease);
      }
    }
  }
}
