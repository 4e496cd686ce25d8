package io.kindling.cache.store;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.placement.NodeIdentity;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process's claim on a directory, which the kernel ends with the process, however it ends; and
 * the identity that a node keeps there. For any thread.
 */
final class DirectoryLock implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryLock.class);
  private static final String FILE = "lock";

  /**
   * What this JVM holds. Asked first, because the kernel drops the lock of a file as soon as the
   * process closes any descriptor of it.
   */
  private static final Set<Object> HELD = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final Object key;
  private final FileChannel channel;
  private @Nullable NodeIdentity unkept;

  private DirectoryLock(Path directory, Object key, FileChannel channel) {
    this.directory = directory;
    this.key = key;
    this.channel = channel;
  }

  /**
   * Claims a directory, making it where it is not there.
   *
   * @return null when another store has it, in this process or another
   * @throws IOException when it cannot be written; the message names the directory and the key
   */
  static @Nullable DirectoryLock tryTake(Path directory) throws IOException {
    FileChannel channel;
    Object key;
    try {
      Files.createDirectories(directory);
      key = key(directory);
      if (!HELD.add(key)) {
        return null;
      }
      try {
        channel =
            FileChannel.open(
                directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      } catch (IOException unusable) {
        HELD.remove(key);
        throw unusable;
      }
    } catch (IOException unusable) {
      throw new IOException(
          "%s names %s, which cannot be written: %s"
              .formatted(CacheOptions.DISK_DIRS.key(), directory, unusable),
          unusable);
    }
    FileLock lock = null;
    try {
      lock = tryLock(channel);
    } finally {
      if (lock == null) {
        channel.close();
        HELD.remove(key);
      }
    }
    return lock == null ? null : new DirectoryLock(directory, key, channel);
  }

  private static Object key(Path directory) throws IOException {
    Object inode = Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
    return Objects.requireNonNullElse(inode, directory.toRealPath());
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      return null;
    }
  }

  Path directory() {
    return directory;
  }

  /**
   * The identity kept here; a new one from now on when there was none. Where it cannot be written,
   * {@link #keep} tries again.
   *
   * @throws IOException when the one that is kept cannot be read
   */
  synchronized NodeIdentity identity() throws IOException {
    if (unkept != null) {
      return unkept;
    }
    Path file = directory.resolve("identity");
    try {
      return NodeIdentity.parse(Files.readString(file).trim());
    } catch (NoSuchFileException first) {
      NodeIdentity identity = NodeIdentity.random();
      unkept = identity;
      try {
        keep();
      } catch (IOException later) {
        LOG.warn("the identity of this node cannot be kept in {} yet: {}", file, later.toString());
      }
      return identity;
    } catch (IllegalArgumentException damaged) {
      throw new IOException(
          file + " is damaged (" + damaged.getMessage() + "): delete it for a new identity",
          damaged);
    }
  }

  /** Writes down an identity that could not be written so far. */
  synchronized void keep() throws IOException {
    if (unkept != null) {
      Path draft = directory.resolve("identity.new");
      Files.writeString(draft, unkept + "\n");
      Files.move(draft, directory.resolve("identity"), StandardCopyOption.ATOMIC_MOVE);
      unkept = null;
    }
  }

  /** Notes that the directory is in use now. */
  void touch() throws IOException {
    // Not at the lock's own file: setting its time opens and closes it, which would drop the lock.
    Files.setLastModifiedTime(directory, FileTime.from(Instant.now()));
  }

  /** When the directory was last said to be in use. */
  static Instant lastUsed(Path directory) throws IOException {
    return Files.getLastModifiedTime(directory).toInstant();
  }

  /** Ends the claim. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(key);
    }
  }
}
