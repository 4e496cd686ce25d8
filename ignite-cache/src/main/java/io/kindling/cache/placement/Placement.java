package io.kindling.cache.placement;

import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.GroupId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who owns a group: a pure function of the group and of the storage nodes' identities, computed by
 * everyone in memory. Immutable, for any number of threads.
 *
 * <p>Rendezvous hashing (Thaler and Ravishankar, "Using name-based mappings to increase hit rates",
 * IEEE/ACM Transactions on Networking 6(1), 1998): every node gets a pseudo-random score for the
 * group, and the highest wins. A node that leaves gives up only what it owned, each group to its
 * next best node; a node that joins takes only what it wins. Finding the owner costs one mix of 64
 * bits per node and no memory.
 */
public final class Placement {

  private final OwnerTable table;
  private final long[] seeds;

  private Placement(OwnerTable table, long[] seeds) {
    this.table = table;
    this.seeds = seeds;
  }

  /** The placement over the nodes of a table. Their addresses and the epoch play no part in it. */
  public static Placement over(OwnerTable table) {
    long[] seeds = new long[table.size()];
    for (int node = 0; node < seeds.length; node++) {
      NodeIdentity identity = table.nodes().get(node).identity();
      seeds[node] = mix(identity.high() + mix(identity.low()));
    }
    return new Placement(table, seeds);
  }

  /** The table this placement was made from. */
  public OwnerTable table() {
    return table;
  }

  /** The owner of a group; null when there is no storage node. */
  public @Nullable StorageNodeInfo owner(GroupId group) {
    return owner(group.file(), group.index());
  }

  /**
   * The owner of a group; null when there is no storage node. Allocates nothing.
   *
   * @param groupIndex number of the group in its file, from 0
   */
  public @Nullable StorageNodeInfo owner(FileKey file, int groupIndex) {
    int best = -1;
    long bestScore = 0;
    long key = key(file, groupIndex);
    for (int node = 0; node < seeds.length; node++) {
      long score = mix(key ^ seeds[node]);
      // On equal scores the lower identity wins, because the table is sorted.
      if (best < 0 || score > bestScore) {
        best = node;
        bestScore = score;
      }
    }
    return best < 0 ? null : table.nodes().get(best);
  }

  /**
   * The best nodes for a group: the owner, then the one that would own the group if the owner left,
   * and so on.
   *
   * @param count how many are wanted; all there are when that is fewer
   */
  public List<StorageNodeInfo> owners(GroupId group, int count) {
    if (count < 0) {
      throw new IllegalArgumentException("negative count of owners " + count);
    }
    int[] ranked = new int[Math.min(count, seeds.length)];
    long[] scores = new long[ranked.length];
    long key = key(group.file(), group.index());
    int found = 0;
    for (int node = 0; node < seeds.length; node++) {
      long score = mix(key ^ seeds[node]);
      int place = found;
      while (place > 0 && score > scores[place - 1]) {
        place--;
      }
      if (place < ranked.length) {
        found = Math.min(found + 1, ranked.length);
        System.arraycopy(ranked, place, ranked, place + 1, found - place - 1);
        System.arraycopy(scores, place, scores, place + 1, found - place - 1);
        ranked[place] = node;
        scores[place] = score;
      }
    }
    StorageNodeInfo[] owners = new StorageNodeInfo[ranked.length];
    for (int place = 0; place < owners.length; place++) {
      owners[place] = table.nodes().get(ranked[place]);
    }
    return List.of(owners);
  }

  private static long key(FileKey file, int groupIndex) {
    return mix(file.high() + mix(file.low() + groupIndex * 0x9E3779B97F4A7C15L));
  }

  /**
   * A bijection in which every input bit sways every output bit: the finalizer of MurmurHash3 with
   * the constants "Mix13" that David Stafford found, as in SplitMix64.
   */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
