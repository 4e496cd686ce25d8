package io.kindling.cache.store;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.InvalidSettingsException;
import io.kindling.cache.config.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where and how much a disk tier keeps.
 *
 * @param directories one for each disk, at least one; the first keeps the node's identity
 * @param size bytes of all directories together, for this process; 0 for an equal part of what the
 *     disks have beyond {@code keptFree}
 * @param keptFree bytes of each disk that are left to others
 * @param blockSize bytes of a full block; blocks of another size are no use after a restart
 * @param segmentSize bytes of one file at most
 * @param slots how processes of one host share the directories
 */
public record DiskSettings(
    List<Path> directories,
    long size,
    long keptFree,
    int blockSize,
    int segmentSize,
    DiskSlots.Rules slots) {

  private static final int DEFAULT_SEGMENT = 256 << 20;

  public DiskSettings {
    directories = List.copyOf(directories);
    if (directories.isEmpty()) {
      throw new IllegalArgumentException("a disk tier without a directory");
    }
    if (segmentSize < PageAllocator.PAGE_SIZE || segmentSize > SegmentStore.LARGEST_SEGMENT) {
      throw new IllegalArgumentException("segment files of " + segmentSize + " bytes");
    }
  }

  /** With the slots of nodes as they are when no option is set. */
  public DiskSettings(
      List<Path> directories, long size, long keptFree, int blockSize, int segmentSize) {
    this(directories, size, keptFree, blockSize, segmentSize, DiskSlots.Rules.DEFAULT);
  }

  /**
   * What the options say.
   *
   * @param kind what the process is
   * @return null when no directory is configured
   * @throws InvalidSettingsException when a directory is no path or named twice
   */
  public static @Nullable DiskSettings of(Settings settings, int blockSize, DiskSlots.Kind kind) {
    String text = settings.get(CacheOptions.DISK_DIRS);
    if (text.isEmpty()) {
      return null;
    }
    List<Path> directories;
    try {
      directories =
          Arrays.stream(text.split(","))
              .map(String::trim)
              .filter(name -> !name.isEmpty())
              .map(name -> Path.of(name).toAbsolutePath().normalize())
              .toList();
    } catch (InvalidPathException bad) {
      throw refusal(text, bad.getMessage());
    }
    if (directories.isEmpty() || directories.stream().distinct().count() < directories.size()) {
      throw refusal(text, "it has to name directories, separated by commas, each once");
    }
    return new DiskSettings(
        directories,
        settings.get(CacheOptions.DISK_SIZE),
        settings.get(CacheOptions.DISK_FREE),
        blockSize,
        DEFAULT_SEGMENT,
        new DiskSlots.Rules(
            kind, settings.get(CacheOptions.DISK_SLOTS), settings.get(CacheOptions.DISK_SLOT_AGE)));
  }

  private static InvalidSettingsException refusal(String text, String problem) {
    return new InvalidSettingsException(
        List.of("%s = \"%s\": %s".formatted(CacheOptions.DISK_DIRS.key(), text, problem)));
  }
}
