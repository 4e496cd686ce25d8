package io.kindling.cache.store;

import io.kindling.cache.config.CacheOptions;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which process of a host has which part of the disk directories: {@code node-0}, {@code node-1}
 * and so on below each. A process takes the lowest number that is free in all of them, so that one
 * that comes back finds its blocks and its identity. A process that caches for itself alone takes
 * {@code lone-0} and so on, and never a node's.
 *
 * <p>Taking and looking happen under a lock of the whole directory, else a look at another's slot
 * could make it seem taken. Safe for any thread.
 */
public final class DiskSlots {

  private static final Logger LOG = LoggerFactory.getLogger(DiskSlots.class);
  private static final long GUARD_MILLIS = 10_000;
  private static final long GUARD_PAUSE = 10;

  private DiskSlots() {}

  /**
   * Takes the lowest slot that is free in all directories.
   *
   * @return a claim for each directory, in the order of the settings
   * @throws IOException when a directory cannot be used or all slots are taken; the message says
   *     what to do
   */
  static synchronized List<DirectoryLock> claim(DiskSettings settings) throws IOException {
    List<Guard> guards = new ArrayList<>();
    try {
      for (Path directory : settings.directories().stream().sorted().toList()) {
        guards.add(guard(directory));
      }
      for (int number = 0; number < settings.slots().most(); number++) {
        List<DirectoryLock> claims = claim(settings, number);
        if (!claims.isEmpty()) {
          return claims;
        }
      }
    } finally {
      for (Guard guard : guards) {
        guard.close();
      }
    }
    throw new IOException(
        ("%s names %s, whose %d slots are all in use by processes of this host: raise %s, or give"
                + " some of the processes other directories")
            .formatted(
                CacheOptions.DISK_DIRS.key(),
                settings.directories(),
                settings.slots().most(),
                CacheOptions.DISK_SLOTS.key()));
  }

  private static List<DirectoryLock> claim(DiskSettings settings, int number) throws IOException {
    List<DirectoryLock> claims = new ArrayList<>();
    try {
      for (Path directory : settings.directories()) {
        DirectoryLock claim =
            DirectoryLock.tryTake(directory.resolve(settings.slots().kind().slot(number)));
        if (claim == null) {
          break;
        }
        claims.add(claim);
      }
      if (claims.size() == settings.directories().size()) {
        for (DirectoryLock claim : claims) {
          claim.touch();
        }
        return claims;
      }
    } catch (IOException unusable) {
      release(claims);
      throw unusable;
    }
    release(claims);
    return List.of();
  }

  /** Gives claims back. */
  static void release(List<DirectoryLock> claims) throws IOException {
    for (DirectoryLock claim : claims) {
      claim.close();
    }
  }

  /** The slots of a directory that processes use now; empty when another process looks as well. */
  static synchronized Optional<List<Path>> live(Path directory) throws IOException {
    try (Guard guard = Guard.tryOn(directory)) {
      if (!guard.isHeld()) {
        return Optional.empty();
      }
      List<Path> live = new ArrayList<>();
      for (Path slot : all(directory)) {
        DirectoryLock claim = DirectoryLock.tryTake(slot);
        if (claim == null) {
          live.add(slot);
        } else {
          claim.close();
        }
      }
      return Optional.of(live);
    }
  }

  /**
   * Deletes the blocks of slots that no process has used for some time. Their identities stay.
   *
   * @return bytes that were freed
   */
  static synchronized long reclaim(Path directory, Duration age) throws IOException {
    long freed = 0;
    try (Guard guard = Guard.tryOn(directory)) {
      if (!guard.isHeld()) {
        return 0;
      }
      Instant youngest = Instant.now().minus(age);
      for (Path slot : all(directory)) {
        // Asked before the slot is taken, which may make its file.
        boolean isOld = DirectoryLock.lastUsed(slot).isBefore(youngest);
        DirectoryLock claim = isOld ? DirectoryLock.tryTake(slot) : null;
        if (claim != null) {
          try {
            freed += clear(slot);
          } finally {
            claim.close();
          }
        }
      }
    }
    return freed;
  }

  private static long clear(Path slot) throws IOException {
    // The journal first: blocks without one are nobody's, a journal without blocks would be wrong.
    Files.deleteIfExists(slot.resolve(DiskJournal.FILE));
    long freed = 0;
    for (Path file : segments(slot)) {
      freed += Files.size(file);
      Files.delete(file);
    }
    if (freed > 0) {
      LOG.info("freed {} bytes of {}, which no process has used for long", freed, slot);
    }
    return freed;
  }

  /** Bytes of the segment files in a slot. */
  static long held(Path slot) throws IOException {
    long held = 0;
    for (Path file : segments(slot)) {
      held += Files.size(file);
    }
    return held;
  }

  private static List<Path> segments(Path slot) throws IOException {
    try (Stream<Path> files = Files.list(slot)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(DiskSegments.PREFIX))
          .toList();
    }
  }

  private static List<Path> all(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> Kind.isSlot(file.getFileName().toString()) && Files.isDirectory(file))
          .sorted()
          .toList();
    }
  }

  private static Guard guard(Path directory) throws IOException {
    try {
      Files.createDirectories(directory);
      long deadline = System.nanoTime() + GUARD_MILLIS * 1_000_000;
      while (true) {
        Guard guard = Guard.tryOn(directory);
        if (guard.isHeld()) {
          return guard;
        }
        guard.close();
        if (System.nanoTime() - deadline > 0) {
          throw new IOException("another process has locked it for " + GUARD_MILLIS + " ms");
        }
        Thread.sleep(GUARD_PAUSE);
      }
    } catch (IOException unusable) {
      throw new IOException(
          "%s names %s, which cannot be used: %s"
              .formatted(CacheOptions.DISK_DIRS.key(), directory, unusable),
          unusable);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + directory, interrupted);
    }
  }

  /**
   * Who may share directories.
   *
   * @param kind whose slots are taken
   * @param most how many processes of a kind
   * @param age how long a slot must have been unused before its room is given to others
   */
  public record Rules(Kind kind, int most, Duration age) {

    /** What the options say when they are not set. */
    static final Rules DEFAULT =
        new Rules(
            Kind.NODE,
            CacheOptions.DISK_SLOTS.parser().apply(CacheOptions.DISK_SLOTS.defaultText()),
            CacheOptions.DISK_SLOT_AGE.parser().apply(CacheOptions.DISK_SLOT_AGE.defaultText()));
  }

  /** What a process is to its cluster. */
  public enum Kind {
    /** A storage node. */
    NODE("node-"),
    /** A process that caches for itself alone. */
    LONE("lone-");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }

    String slot(int number) {
      return prefix + number;
    }

    static boolean isSlot(String name) {
      return name.startsWith(NODE.prefix) || name.startsWith(LONE.prefix);
    }
  }

  /** The short lock of a whole directory. At most one in this JVM, by the monitor of the class. */
  private record Guard(FileChannel channel, boolean isHeld) implements Closeable {

    static Guard tryOn(Path directory) throws IOException {
      FileChannel channel =
          FileChannel.open(
              directory.resolve("slots"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock lock = channel.tryLock();
        return new Guard(channel, lock != null);
      } catch (OverlappingFileLockException sameDirectoryTwice) {
        return new Guard(channel, true);
      } catch (IOException failed) {
        channel.close();
        throw failed;
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
