package io.kindling.cache.client;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.FileVersion;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.owner.LocalOwner;
import io.kindling.cache.store.BlockHandle;
import io.kindling.cache.store.StoreFaultException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM has of a file: its content, where that came with its status, else the blocks in its
 * own store. Nobody else is asked but for the right to read. Any thread.
 */
final class OwnBlocks {

  private final FileVersion version;
  private final BlockLayout layout;
  private final FaultLog faults;
  private final Metrics metrics;
  private final @Nullable LocalOwner local;
  private final SourceCounts sources;
  private final ReadRights rights;

  /** All bytes of the file, received from its owner together with its status. */
  private final @Nullable ByteBuffer content;

  private volatile boolean allowed;

  OwnBlocks(
      ReadPlanner planner,
      FileVersion version,
      ReadRights rights,
      SourceCounts sources,
      @Nullable ByteBuffer content) {
    this.version = version;
    this.layout = planner.layout();
    this.faults = planner.faults();
    this.metrics = planner.counters();
    this.local = planner.owners().local();
    this.sources = sources;
    this.rights = rights;
    this.content = content;
  }

  /**
   * Copies what is held from {@code position} on, without a gap.
   *
   * @param count bytes wanted, all within the file
   * @return bytes copied and counted, 0 when the first is not held here
   */
  int read(long position, byte[] target, int offset, int count) throws IOException {
    if (content != null) {
      content.get(content.position() + (int) position, target, offset, count);
      sources.add(ReadSource.PEER, count);
      return count;
    }
    int done = 0;
    while (done < count) {
      int block = layout.blockAt(position + done);
      BlockId id = BlockId.of(version.versionKey(), block);
      try (BlockHandle handle = acquire(id)) {
        if (handle == null || local == null) {
          break;
        }
        int from = (int) (position + done - layout.start(block));
        int part = Math.min(count - done, handle.length() - from);
        handle.copyTo(from, target, offset + done, part);
        local.readHere(id, part);
        sources.add(handle.isInMemory() ? ReadSource.MEMORY : ReadSource.DISK, part);
        done += part;
      } catch (StoreFaultException lost) {
        noteLost(lost);
        break;
      }
    }
    return done;
  }

  /**
   * Bytes of one block, copied to the target's position and not counted; null when it is not held.
   */
  PlannedFile.@Nullable Part read(int block, long position, ByteBuffer target, int count)
      throws IOException {
    if (content != null) {
      target.put(target.position(), content, content.position() + (int) position, count);
      target.position(target.position() + count);
      return new PlannedFile.Part(count, ReadSource.PEER);
    }
    BlockId id = BlockId.of(version.versionKey(), block);
    try (BlockHandle handle = acquire(id)) {
      if (handle == null || local == null) {
        return null;
      }
      int offset = (int) (position - layout.start(block));
      int copied = Math.min(count, handle.length() - offset);
      handle.copyTo(offset, target, copied);
      local.readHere(id, copied);
      return new PlannedFile.Part(
          copied, handle.isInMemory() ? ReadSource.MEMORY : ReadSource.DISK);
    } catch (StoreFaultException lost) {
      noteLost(lost);
      return null;
    }
  }

  /** A handle on a block in this JVM's store, which this reader may read. */
  private @Nullable BlockHandle acquire(BlockId id) throws IOException {
    if (local == null) {
      return null;
    }
    BlockHandle handle = local.store().acquire(id);
    if (handle != null && !allowed) {
      try {
        allow(local);
      } catch (IOException | RuntimeException refused) {
        handle.close();
        throw refused;
      }
    }
    return handle;
  }

  private void allow(LocalOwner here) throws IOException {
    if (!here.allows(version.versionKey(), rights.reader())) {
      rights.prove();
    }
    allowed = true;
  }

  private void noteLost(StoreFaultException lost) throws IOException {
    faults.note(
        Metric.DISK_FAULTS,
        "reading " + version.uri() + " from disk",
        new IOException(lost.getMessage(), lost));
  }

  /** See {@link CachedFile#holds}. */
  boolean holds(long position, long count) {
    if (position < 0 || count > version.length() - position) {
      return false;
    }
    if (local == null || content != null) {
      return content != null;
    }
    int end = count == 0 ? 0 : layout.blockAt(position + count - 1) + 1;
    for (int block = layout.blockAt(position); block < end; block++) {
      if (!local.store().contains(BlockId.of(version.versionKey(), block))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Bytes of one block in memory, as they lie there; null when it is not held in memory.
   *
   * @param most 1 or more, all within the file
   */
  @Nullable PinnedBytes pin(long position, int most) throws IOException {
    int block = layout.blockAt(position);
    BlockHandle handle = acquire(BlockId.of(version.versionKey(), block));
    if (handle == null) {
      return null;
    }
    if (!handle.isInMemory()) {
      handle.close();
      return null;
    }
    int offset = (int) (position - layout.start(block));
    ByteBuffer first = handle.views(offset, Math.min(most, handle.length() - offset))[0];
    sources.add(ReadSource.MEMORY, first.remaining());
    return new PinnedBytes(handle, first, version.uri(), metrics);
  }
}
