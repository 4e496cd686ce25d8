package io.kindling.cache.store;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.policy.PathPolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The disk tier: several directories, of which a block's name chooses one. It holds what memory
 * holds, as soon as the disks keep up, and what has left memory, as long as there is room.
 *
 * <p>Safe for any number of threads.
 */
final class DiskTier implements LowerTier {

  private static final long SMALLEST_WAIT = 16L << 20;
  private static final long LARGEST_WAIT = 256L << 20;
  private static final long CLOSE_MILLIS = 30_000;

  private final List<DiskWriter> writers;
  private final SegmentStore memory;
  private final Metrics metrics;
  private @Nullable Expiry expiry;

  private DiskTier(List<DiskWriter> writers, SegmentStore memory, Metrics metrics) {
    this.writers = writers;
    this.memory = memory;
    this.metrics = metrics;
  }

  /**
   * Claims the directories and takes over what is there.
   *
   * @throws IOException when one cannot be used; none stays claimed
   */
  static DiskTier open(DiskSettings settings, SegmentStore memory, Metrics metrics)
      throws IOException {
    List<DiskDirectory> directories = new ArrayList<>();
    List<DirectoryLock> unused = new ArrayList<>(DiskSlots.claim(settings));
    try {
      for (Path path : settings.directories()) {
        DiskRoom room = new DiskRoom(path, settings, metrics);
        directories.add(DiskDirectory.open(unused.remove(0), room, settings, metrics));
      }
    } catch (IOException | RuntimeException refused) {
      DiskSlots.release(unused);
      for (DiskDirectory claimed : directories) {
        claimed.close();
      }
      throw refused;
    }
    long wait = Math.max(SMALLEST_WAIT, Math.min(LARGEST_WAIT, memory.capacity() / 4));
    long each = Math.min(wait, memory.capacity() / 2) / directories.size();
    return new DiskTier(
        directories.stream().map(each1 -> new DiskWriter(each1, memory, each, metrics)).toList(),
        memory,
        metrics);
  }

  /** The identity kept in the first directory. */
  NodeIdentity identity() throws IOException {
    return writers.get(0).directory().identity();
  }

  /** Takes over the settings of all paths and keeps them for the next process. */
  synchronized void apply(PathPolicies policies) throws IOException {
    writers.forEach(writer -> writer.directory().apply(policies));
    if (expiry != null) {
      expiry.close();
    }
    expiry = Expiry.of(policies, () -> writers.forEach(writer -> writer.directory().expire()));
    Path file = policyFile();
    Path draft = file.resolveSibling("policies.new");
    Files.writeString(draft, policies.text());
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The settings that an earlier process kept. */
  PathPolicies keptPolicies() throws IOException {
    Path file = policyFile();
    try {
      return Files.exists(file) ? PathPolicies.parse(Files.readString(file)) : PathPolicies.NONE;
    } catch (IllegalArgumentException damaged) {
      throw new IOException(file + ": " + damaged.getMessage() + "; mend or delete it", damaged);
    }
  }

  private Path policyFile() {
    return writers.get(0).directory().path().resolve("policies");
  }

  /** Where the blocks are. */
  List<DiskDirectory> directories() {
    return writers.stream().map(DiskWriter::directory).toList();
  }

  /** The directory that holds a block; null when none does. */
  @Nullable DiskDirectory holder(BlockId id) {
    int first = first(id);
    for (int i = 0; i < writers.size(); i++) {
      DiskDirectory directory = writers.get((first + i) % writers.size()).directory();
      if (directory.contains(id)) {
        return directory;
      }
    }
    return null;
  }

  boolean contains(BlockId id) {
    return holder(id) != null;
  }

  boolean remove(BlockId id) {
    DiskDirectory directory = holder(id);
    return directory != null && directory.remove(id);
  }

  /** As {@link BlockStore#leaveFirst}. */
  void leaveFirst(BlockId id) {
    DiskDirectory directory = holder(id);
    if (directory != null) {
      directory.leaveFirst(id);
    }
  }

  @Override
  public void published(PagedBlock block) {
    if (!contains(block.id)) {
      boolean ignored = offer(block);
    }
  }

  @Override
  public boolean mayLeave(PagedBlock block) {
    if (block.expendable || contains(block.id)) {
      return true;
    }
    if (offer(block)) {
      return false;
    }
    metrics.increment(Metric.DEMOTIONS_SKIPPED);
    return true;
  }

  private boolean offer(PagedBlock block) {
    DiskWriter writer = home(block.id);
    return writer != null && writer.offer(block);
  }

  /** The first directory in the block's order that works. */
  private @Nullable DiskWriter home(BlockId id) {
    int first = first(id);
    for (int i = 0; i < writers.size(); i++) {
      DiskWriter writer = writers.get((first + i) % writers.size());
      if (writer.directory().capacity() > 0) {
        return writer;
      }
    }
    return null;
  }

  private int first(BlockId id) {
    return Math.floorMod(
        Long.hashCode(id.low() * 0x9E3779B97F4A7C15L) + id.index(), writers.size());
  }

  /** Bytes that readers have read from all directories so far. */
  long bytesRead() {
    return writers.stream().mapToLong(writer -> writer.directory().bytesRead()).sum();
  }

  long capacity() {
    return writers.stream().mapToLong(writer -> writer.directory().capacity()).sum();
  }

  long used() {
    return writers.stream().mapToLong(writer -> writer.directory().used()).sum();
  }

  long openHandles() {
    return writers.stream().mapToLong(writer -> writer.directory().openHandles()).sum();
  }

  /** Whether all that was offered is written. */
  boolean isIdle() {
    return writers.stream().allMatch(DiskWriter::isIdle);
  }

  void checkInvariants() {
    writers.forEach(writer -> writer.directory().checkInvariants());
  }

  /** Writes what memory holds and the disks do not yet, and gives the directories up. */
  synchronized void close() throws IOException {
    if (expiry != null) {
      expiry.close();
    }
    Predicate<PagedBlock> unwritten = block -> !contains(block.id);
    for (PagedBlock block : memory.retainAll(unwritten)) {
      DiskWriter home = home(block.id);
      if (home == null) {
        memory.release(block);
      } else {
        home.add(block);
      }
    }
    for (DiskWriter writer : writers) {
      writer.close(CLOSE_MILLIS);
      writer.directory().close();
    }
  }
}
