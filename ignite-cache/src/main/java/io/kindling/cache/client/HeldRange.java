package io.kindling.cache.client;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.owner.BlockOwner;
import io.kindling.cache.owner.LocalOwner;
import io.kindling.cache.owner.OwnerUnavailableException;
import java.io.EOFException;
import java.io.IOException;
import java.util.BitSet;

/** How much of a version is held, by this JVM or by the owners. For one question by one thread. */
final class HeldRange {

  private final ReadPlanner planner;
  private final BlockLayout layout;
  private final FileVersion version;

  HeldRange(ReadPlanner planner, FileVersion version) {
    this.planner = planner;
    this.layout = planner.layout();
    this.version = version;
  }

  long bytes(long position, long count) throws IOException {
    if (position < 0 || count < 0 || count > version.length() - position) {
      throw new EOFException(
          "%d bytes at %d of %s, which has %d"
              .formatted(count, position, version.uri(), version.length()));
    }
    long held = 0;
    int end = count == 0 ? 0 : layout.blockAt(position + count - 1) + 1;
    int first = layout.blockAt(position);
    while (first < end) {
      int group = layout.groupOf(first);
      int next = Math.min(end, (group + 1) * layout.blocksPerGroup());
      BitSet blocks = blocks(group, first, next - first);
      for (int block = first; block < next; block++) {
        if (blocks.get(block)) {
          long from = Math.max(position, layout.start(block));
          held += Math.min(position + count, layout.start(block) + layout.blockSize()) - from;
        }
      }
      first = next;
    }
    return held;
  }

  private BitSet blocks(int group, int first, int count) throws IOException {
    LocalOwner local = planner.owners().local();
    BitSet held = local == null ? new BitSet() : local.holds(version.versionKey(), first, count);
    BlockOwner owner = planner.owners().owner(new GroupId(version.fileKey(), group), 0);
    if (held.cardinality() == count || owner == null || owner.isLocal()) {
      return held;
    }
    try {
      held.or(owner.holds(version.versionKey(), first, count));
    } catch (OwnerUnavailableException unavailable) {
      planner
          .faults()
          .note(
              Metric.PEER_FAILURES,
              "asking %s what it holds of %s".formatted(owner.describe(), version.uri()),
              unavailable);
    }
    return held;
  }
}
