package io.kindling.cache.client;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.owner.Answer;
import io.kindling.cache.owner.BlockOwner;
import io.kindling.cache.owner.DamagedBlockException;
import io.kindling.cache.owner.LocalOwner;
import io.kindling.cache.owner.Reader;
import io.kindling.cache.pack.DamagedPackException;
import io.kindling.cache.pack.Pack;
import io.kindling.cache.pack.PackBlocks;
import io.kindling.cache.pack.PackBytes;
import io.kindling.cache.pack.PackKey;
import io.kindling.cache.pack.PackSize;
import io.kindling.cache.pack.SourceCheck;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One search for a pack: in this JVM's own store, else at its owner. What is found is opened, so
 * that a pack which lost a block does not count as there, and dropped as by whoever reads it. For
 * one use by one thread.
 */
final class PackSearch {

  /** Packs that turn out to be of no use before the search ends. */
  private static final int MOST_USELESS = 3;

  private final ReadPlanner planner;
  private final PackRooms rooms;
  private final PackKey key;
  private final PackBlocks blocks;
  private final SourceCheck rights;
  private Reader reader;

  PackSearch(
      ReadPlanner planner,
      PackRooms rooms,
      PackKey key,
      PackBlocks blocks,
      SourceCheck rights,
      String user) {
    this.planner = planner;
    this.rooms = rooms;
    this.key = key;
    this.blocks = blocks;
    this.rights = rights;
    this.reader = new Reader(user, planner.session(), Reader.Proof.NONE);
  }

  @Nullable PackSize find() throws IOException {
    int useless = 0;
    while (useless < MOST_USELESS) {
      BlockOwner owner = planner.owners().owner(blocks.anchor(planner.layout()), 0);
      LocalOwner local = planner.owners().local();
      Answer.Held own = local == null ? null : local.packs().held(blocks);
      if (local != null && own != null) {
        PackSize size = size(own.bytes(), owner == local ? local : null);
        if (size != null) {
          return size;
        }
        useless++;
      }
      if (owner == null) {
        return null;
      }
      Answer answer = ask(owner);
      if (answer == null) {
        useless++;
      } else if (answer instanceof Answer.Held held) {
        PackSize size = size(held.bytes(), owner);
        if (size != null) {
          return size;
        }
        useless++;
      } else if (answer instanceof Answer.Leased leased) {
        owner.abandon(leased.lease());
        return null;
      } else if (answer instanceof Answer.Alone) {
        return null;
      } else if (answer instanceof Answer.ProofWanted && !owner.isLocal()) {
        rights.checkReadable();
        reader = reader.proven();
      }
    }
    return null;
  }

  /** What the owner says; null when what it sent is damaged. */
  private @Nullable Answer ask(BlockOwner owner) throws IOException {
    try {
      return owner.packs().read(blocks, reader, rooms);
    } catch (DamagedBlockException damaged) {
      planner.faults().note(Metric.CHECKSUM_FAILURES, "reading the " + key, damaged);
      return null;
    }
  }

  /**
   * The size of a pack in what a node holds; null when it is not all there.
   *
   * @param keeper where it is dropped then; null when others are still bringing it to the node
   */
  private @Nullable PackSize size(PackBytes bytes, @Nullable BlockOwner keeper) throws IOException {
    int checksum = bytes.checksum(0);
    try (Pack pack = Pack.open(key, planner.layout().blockSize(), bytes, Pack.Found.HERE)) {
      return new PackSize(pack.records(), pack.length());
    } catch (DamagedPackException bad) {
      bytes.close();
      if (keeper != null) {
        keeper.packs().discard(blocks, checksum, reader);
      }
      if (bad.reason() == DamagedPackException.Cause.DAMAGED) {
        planner.faults().note(Metric.CHECKSUM_FAILURES, "reading the " + key, bad);
      }
      return null;
    }
  }
}
