package io.kindling.cache.cluster;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link SeedDirectory} on a file system of the host: one that all nodes mount, or a test's. */
public final class LocalSeedDirectory implements SeedDirectory {

  private static final Logger LOG = LoggerFactory.getLogger(LocalSeedDirectory.class);
  private static final String SUFFIX = ".seed";

  private final Path directory;

  /**
   * A directory, which is made if need be.
   *
   * @throws IOException when it cannot be made
   */
  public LocalSeedDirectory(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
  }

  @Override
  public void announce(Announcement node) throws IOException {
    Path file = directory.resolve(node.name() + SUFFIX);
    Path next = directory.resolve(node.name() + ".next");
    Files.writeString(next, node.toLine() + "\n");
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public List<Announcement> list() throws IOException {
    // The directory's file system says what time it is, by a file of its own.
    Path clock = Files.createTempFile(directory, "clock", ".next");
    long now = Files.getLastModifiedTime(clock).toMillis();
    Files.delete(clock);
    List<Announcement> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path file : files) {
        read(file, now, found);
      }
    }
    found.sort(Comparator.comparingLong(Announcement::since).thenComparing(Announcement::name));
    return List.copyOf(found);
  }

  private static void read(Path file, long now, List<Announcement> found) throws IOException {
    try {
      Duration age = Duration.ofMillis(now - Files.getLastModifiedTime(file).toMillis());
      if (age.compareTo(STALE) <= 0) {
        String name = file.getFileName().toString();
        found.add(
            Announcement.parse(
                name.substring(0, name.length() - SUFFIX.length()), Files.readString(file).trim()));
      } else if (age.compareTo(STALE.multipliedBy(2)) > 0) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException gone) {
      LOG.debug("{} was removed meanwhile", file);
    } catch (IllegalArgumentException strange) {
      LOG.warn("{} is no announcement of a storage node: {}", file, strange.getMessage());
    }
  }

  @Override
  public void remove(String name) throws IOException {
    Files.deleteIfExists(directory.resolve(name + SUFFIX));
  }
}
