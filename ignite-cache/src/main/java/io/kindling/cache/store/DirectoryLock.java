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
import org.jspecify.annotations.Nullable;

/**
 * One process's claim on a disk directory, which the kernel ends with the process, however it ends;
 * and the identity that a node keeps there.
 */
final class DirectoryLock implements Closeable {

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Claims a directory, making it where it is not there.
   *
   * @throws IOException when another store has it, in this process or another, or it cannot be
   *     written; the message names the directory and the key
   */
  static DirectoryLock take(Path directory) throws IOException {
    FileChannel channel;
    try {
      Files.createDirectories(directory);
      channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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
      }
    }
    if (lock == null) {
      throw new IOException(
          ("%s names %s, which another storage node on this host uses: give each node directories"
                  + " of its own, or stop the other one")
              .formatted(CacheOptions.DISK_DIRS.key(), directory));
    }
    return new DirectoryLock(directory, channel);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      return null;
    }
  }

  /** The identity kept here; a new one from now on when there was none. */
  NodeIdentity identity() throws IOException {
    Path file = directory.resolve("identity");
    try {
      return NodeIdentity.parse(Files.readString(file).trim());
    } catch (NoSuchFileException first) {
      NodeIdentity identity = NodeIdentity.random();
      Path draft = directory.resolve("identity.new");
      Files.writeString(draft, identity + "\n");
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      return identity;
    } catch (IllegalArgumentException damaged) {
      throw new IOException(
          file + " is damaged (" + damaged.getMessage() + "): delete it for a new identity",
          damaged);
    }
  }

  /** Ends the claim. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
