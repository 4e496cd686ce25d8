package io.kindling.cache.client;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.owner.Answer;
import io.kindling.cache.owner.BlockOwner;
import io.kindling.cache.owner.OwnerUnavailableException;
import io.kindling.cache.owner.Reader;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The way of a file that was written here to its owners: each block under a lease, as if this JVM
 * had fetched it. Blocks that are held or on their way already are left alone. One thread.
 */
final class Deposit {

  private final ReadPlanner planner;
  private final UnderStoreFile file;
  private final FileVersion version;
  private final Reader reader;
  private final ByteBuffer asked = ByteBuffer.allocate(1);

  Deposit(ReadPlanner planner, UnderStoreFile file, String user) {
    this.planner = planner;
    this.file = file;
    this.version = file.version();
    this.reader = new Reader(user, planner.session(), Reader.Proof.NONE).proven();
  }

  void run() throws IOException {
    BlockLayout layout = planner.layout();
    int perGroup = layout.blocksPerGroup();
    int blocks = layout.blocks(version.length());
    for (int first = 0; first < blocks; first += perGroup) {
      group(new GroupId(version.fileKey(), layout.groupOf(first)), first, blocks);
    }
  }

  private void group(GroupId group, int first, int blocks) throws IOException {
    int end = Math.min(blocks, first + planner.layout().blocksPerGroup());
    for (int block = first; block < end; block++) {
      BlockOwner owner = planner.owners().owner(group, 0);
      if (owner == null) {
        return;
      }
      try {
        offer(block, group, owner);
      } catch (OwnerUnavailableException unavailable) {
        String what = "handing %s to %s".formatted(version.uri(), owner.describe());
        planner.faults().note(Metric.PEER_FAILURES, what, unavailable);
        return;
      }
    }
  }

  private void offer(int block, GroupId group, BlockOwner first) throws IOException {
    @Nullable BlockOwner owner = first;
    while (owner != null) {
      long position = planner.layout().start(block);
      Answer answer =
          owner.read(version.fileKey(), version.versionKey(), position, asked.clear(), reader);
      if (answer instanceof Answer.Leased leased) {
        Fetch.ofWritten(planner, file, position).under(leased.lease(), owner, reader);
      }
      owner = answer instanceof Answer.Moved ? planner.owners().owner(group, 0) : null;
    }
  }
}
