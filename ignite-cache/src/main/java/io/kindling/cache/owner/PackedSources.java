package io.kindling.cache.owner;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.pack.PackBlocks;
import io.kindling.cache.store.BlockStore;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which blocks of sources nobody needs any more, because the packs made from them are complete:
 * they leave the store first. A block at the edge of two packs waits for both. Packs of different
 * transforms do not add up. What is known here is lost with the process, and then the blocks leave
 * when their turn comes. Safe for any thread.
 */
final class PackedSources {

  private static final long MOST_EDGES = 10_000;

  private final BlockStore store;
  private final BlockLayout layout;

  /** Of the blocks that are packed in part, the parts that are: their ends by their starts. */
  private final Cache<Edge, TreeMap<Integer, Integer>> edges =
      Caffeine.newBuilder().maximumSize(MOST_EDGES).build();

  PackedSources(BlockStore store, BlockLayout layout) {
    this.store = store;
    this.layout = layout;
  }

  /** A pack is complete. */
  void note(PackBlocks pack) {
    for (PackBlocks.SourceBytes source : pack.sources()) {
      note(pack.transform(), source);
    }
  }

  private void note(VersionKey transform, PackBlocks.SourceBytes source) {
    long end = source.position() + source.length();
    for (long at = source.position(); at < end; ) {
      int block = layout.blockAt(at);
      long start = layout.start(block);
      int length = layout.length(block, source.fileLength());
      int from = (int) (at - start);
      int to = (int) Math.min(length, end - start);
      BlockId id = BlockId.of(source.version(), block);
      if (to - from == length || isWhole(new Edge(id, transform), from, to, length)) {
        store.leaveFirst(id);
      }
      at = start + length;
    }
  }

  private boolean isWhole(Edge edge, int from, int to, int length) {
    TreeMap<Integer, Integer> parts = edges.get(edge, key -> new TreeMap<>());
    synchronized (parts) {
      int start = from;
      int end = to;
      Map.Entry<Integer, Integer> part = parts.floorEntry(end);
      while (part != null && part.getValue() >= start) {
        parts.remove(part.getKey());
        start = Math.min(start, part.getKey());
        end = Math.max(end, part.getValue());
        part = parts.floorEntry(end);
      }
      parts.put(start, end);
      if (end - start < length) {
        return false;
      }
    }
    edges.invalidate(edge);
    return true;
  }

  private record Edge(BlockId block, VersionKey transform) {}
}
