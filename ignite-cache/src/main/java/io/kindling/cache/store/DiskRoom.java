package io.kindling.cache.store;

import static io.kindling.cache.store.PageAllocator.PAGE_SIZE;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.InvalidSettingsException;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many segment files one slot may have: at most its part of the configured size, or of the disk
 * when no size is configured, and never so many that less than the kept space is free. Looked at
 * again and again, because others fill and free the disk too. Says so, once, when the room does not
 * suffice. For one thread.
 */
final class DiskRoom {

  private static final Logger LOG = LoggerFactory.getLogger(DiskRoom.class);
  private static final long SHORTEST_PAUSE = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_PAUSE = TimeUnit.MINUTES.toNanos(5);

  /** Files that a small disk is cut into. */
  private static final int FEWEST = 16;

  private final Path directory;
  private final DiskSettings settings;
  private final Metrics metrics;
  private final FileStore disk;

  /** All configured directories on the same disk, this one included. */
  private final List<Path> neighbours = new ArrayList<>();

  private final long segmentSize;
  private final int most;

  /** Processes that share the disk, as far as was seen. */
  private int processes = 1;

  private long heldByAll;

  /** Fewer files than wanted are allowed. */
  private boolean cramped;

  /** The disk had no room for what should have been written, and has taken nothing since. */
  private boolean refused;

  /** After a file that could not be made no growth is tried for some time, ever longer. */
  private long pause = SHORTEST_PAUSE;

  private @Nullable Long failedAt;
  private int allocatedThen;

  /**
   * The room in one of the configured directories.
   *
   * @throws InvalidSettingsException when the disk is too small for the sizes, however empty it is
   */
  DiskRoom(Path directory, DiskSettings settings, Metrics metrics) throws IOException {
    this.directory = directory;
    this.settings = settings;
    this.metrics = metrics;
    this.disk = Files.getFileStore(directory);
    for (Path other : settings.directories()) {
      if (Files.getFileStore(other).equals(disk)) {
        neighbours.add(other);
      }
    }
    long share = settings.size() / settings.directories().size();
    long whole = (disk.getTotalSpace() - settings.keptFree()) / neighbours.size();
    long planned = settings.size() == 0 ? whole : share;
    if (planned < settings.blockSize()) {
      throw refusal(planned, "less than a block of " + settings.blockSize());
    }
    if (planned > disk.getTotalSpace() / neighbours.size()) {
      throw refusal(planned, "more than there is");
    }
    long cut = settings.size() == 0 ? whole / FEWEST : share;
    long segment = Math.min(settings.segmentSize(), Math.max(settings.blockSize(), cut));
    this.segmentSize = Math.max(1, segment / PAGE_SIZE) * PAGE_SIZE;
    this.most = (int) Math.min(planned / segmentSize, Integer.MAX_VALUE / pages());
  }

  private InvalidSettingsException refusal(long planned, String problem) {
    return new InvalidSettingsException(
        List.of(
            ("%s = %d and %s = %d leave %d bytes for %s, which is %s: its disk (%s, %s) has %d"
                    + " bytes in all%s")
                .formatted(
                    CacheOptions.DISK_SIZE.key(),
                    settings.size(),
                    CacheOptions.DISK_FREE.key(),
                    settings.keptFree(),
                    planned,
                    directory,
                    problem,
                    disk.name(),
                    disk.type(),
                    totalSpace(),
                    wayOut())));
  }

  private String wayOut() {
    return MemoryFileSystem.isOne(disk)
        ? ". Enlarge the mount (its option size=, for /dev/shm of a container --shm-size) or change"
            + " the keys"
        : ". Change the keys or name a larger disk";
  }

  private long totalSpace() {
    try {
      return disk.getTotalSpace();
    } catch (IOException unknown) {
      return -1;
    }
  }

  /** Pages of one segment file. The same for every process on this disk with these settings. */
  int pages() {
    return (int) (segmentSize / PAGE_SIZE);
  }

  /** Files at most, whatever else is on the disk. */
  int most() {
    return most;
  }

  /**
   * Files that there may be now.
   *
   * @param allocated files that there are
   * @throws IOException when the disk fails
   */
  int allowed(int allocated) throws IOException {
    long spare = disk.getUsableSpace() - settings.keptFree();
    if (spare < segmentSize && allocated < most) {
      for (Path directory : neighbours) {
        if (DiskSlots.reclaim(directory, settings.slots().age()) > 0) {
          spare = disk.getUsableSpace() - settings.keptFree();
        }
      }
    }
    long room = allocated + Math.floorDiv(spare, segmentSize);
    if (settings.size() == 0) {
      room = Math.min(room, part(spare) / segmentSize);
    }
    int allowed = (int) Math.max(0, Math.min(room, most));
    boolean enough = allowed >= (settings.size() == 0 ? 1 : most);
    if (enough) {
      cramped = false;
    } else {
      boolean known = cramped || refused;
      cramped = true;
      report(known, "%d of %d segment files have room".formatted(allowed, most));
    }
    return isPaused(allocated) ? Math.min(allowed, allocated) : allowed;
  }

  private boolean isPaused(int allocated) {
    if (allocated > allocatedThen) {
      pause = SHORTEST_PAUSE;
    }
    return failedAt != null && System.nanoTime() - failedAt < pause;
  }

  /** A file could not be made, although there should be room for it. */
  void growthFailed(String reason, int allocated) {
    failedAt = System.nanoTime();
    allocatedThen = allocated;
    pause = Math.min(LONGEST_PAUSE, pause * 2);
    refuses(reason);
  }

  /** The disk had no room for what should have been written. */
  void refuses(String reason) {
    boolean known = cramped || refused;
    refused = true;
    report(known, reason);
  }

  /** The disk takes what is written. */
  void accepts() {
    refused = false;
  }

  /** Whether the disk refused the last thing that should have been written. */
  boolean isRefused() {
    return refused;
  }

  private void report(boolean known, String reason) {
    if (!known) {
      metrics.increment(Metric.DISK_FULL);
      LOG.warn(
          "disk directory {} has not the room it should have ({}) and goes on with what it has;"
              + " make room, lower {} or {}",
          directory,
          reason,
          CacheOptions.DISK_SIZE.key(),
          CacheOptions.DISK_FREE.key());
    }
  }

  /** An equal part of what all processes that share the disk may have together. */
  private long part(long spare) throws IOException {
    int seen = 1;
    long held = 0;
    boolean complete = true;
    for (Path directory : neighbours) {
      List<Path> live = DiskSlots.live(directory).orElse(List.of());
      complete &= !live.isEmpty();
      seen = Math.max(seen, live.size());
      for (Path slot : live) {
        held += DiskSlots.held(slot);
      }
    }
    if (complete) {
      processes = seen;
      heldByAll = held;
    }
    return (spare + heldByAll) / processes / neighbours.size();
  }

  /** Whether a failure says that there is no room, not that the disk is broken. */
  boolean isFull(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
      return true;
    }
    try {
      return disk.getUsableSpace() < PAGE_SIZE; // the message may be in the system's language
    } catch (IOException broken) {
      return false;
    }
  }
}
