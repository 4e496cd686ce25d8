package io.kindling.cache.store;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.InvalidSettingsException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file system whose bytes are memory, such as {@code /dev/shm}, and what is taken of it.
 *
 * @param directory a folder in it
 * @param type as the system calls it
 * @param size bytes that the mount allows
 * @param free bytes that can be written now
 * @param taken bytes that the cache is going to hold there
 */
public record MemoryFileSystem(Path directory, String type, long size, long free, long taken) {

  private static final Logger LOG = LoggerFactory.getLogger(MemoryFileSystem.class);
  private static final Set<String> TYPES = Set.of("tmpfs", "ramfs");

  /** Whether a file system is one. */
  static boolean isOne(FileStore mount) {
    return TYPES.contains(mount.type());
  }

  /**
   * The one of the memory tier.
   *
   * @param directory what {@link CacheOptions#MEMORY_DIRECTORY} says
   * @throws InvalidSettingsException when it is no folder in such a file system
   */
  public static MemoryFileSystem ofMemoryTier(Path directory) {
    FileStore mount;
    try {
      mount = Files.getFileStore(directory);
      if (isOne(mount) && Files.isDirectory(directory) && Files.isWritable(directory)) {
        return new MemoryFileSystem(
            directory, mount.type(), mount.getTotalSpace(), mount.getUsableSpace(), 0);
      }
    } catch (IOException unusable) {
      throw refusal(directory, "it cannot be used (" + unusable + ")");
    }
    throw refusal(directory, "it is no folder that can be written in a tmpfs: " + mount.type());
  }

  private static InvalidSettingsException refusal(Path directory, String problem) {
    return new InvalidSettingsException(
        List.of(
            "%s = %s, but %s. Name a folder such as /dev/shm, or none for direct memory"
                .formatted(CacheOptions.MEMORY_DIRECTORY.key(), directory, problem)));
  }

  /**
   * Those of a disk tier. What cannot be looked at is left to the tier itself to refuse.
   *
   * @param disk null when there is none
   */
  public static List<MemoryFileSystem> ofDiskTier(@Nullable DiskSettings disk) {
    List<MemoryFileSystem> found = new ArrayList<>();
    List<FileStore> counted = new ArrayList<>();
    for (Path directory : disk == null ? List.<Path>of() : disk.directories()) {
      try {
        FileStore mount = Files.getFileStore(existing(directory));
        if (isOne(mount)) {
          long share = disk.size() / disk.directories().size();
          if (disk.size() == 0) {
            share = counted.contains(mount) ? 0 : mount.getTotalSpace() - disk.keptFree();
          }
          counted.add(mount);
          found.add(
              new MemoryFileSystem(
                  directory,
                  mount.type(),
                  mount.getTotalSpace(),
                  mount.getUsableSpace(),
                  Math.max(0, share)));
        }
      } catch (IOException unreadable) {
        LOG.debug("{} cannot be looked at", directory, unreadable);
      }
    }
    return found;
  }

  private static Path existing(Path directory) {
    Path there = directory;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }

  @Override
  public String toString() {
    return directory + " is a " + type;
  }
}
