package io.kindling.cache.store;

import io.kindling.cache.config.CacheOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the memory tier's segments come from. Whatever is handed out was written to, so the memory
 * is really there. For any thread.
 */
public interface SegmentMemory {

  /** A direct buffer of zeros; null when there is no more memory. */
  @Nullable ByteBuffer allocate(int bytes);

  /** What it is, for messages. */
  String name();

  /** What to do when there is too little of it, as a sentence. */
  String wayOut();

  /** Direct memory of the JVM. */
  static SegmentMemory direct() {
    return new Direct();
  }

  /**
   * Files in a file system that lives in memory. They have no name, so they are gone with the
   * process, and nobody can make one shorter under the mapping.
   */
  static SegmentMemory filesIn(Path directory) {
    return new MappedFiles(directory);
  }

  /** See {@link #direct}. */
  final class Direct implements SegmentMemory {

    @Override
    public @Nullable ByteBuffer allocate(int bytes) {
      try {
        return ByteBuffer.allocateDirect(bytes);
      } catch (OutOfMemoryError outOfDirectMemory) {
        return null;
      }
    }

    @Override
    public String name() {
      return "direct memory";
    }

    @Override
    public String wayOut() {
      return "Raise -XX:MaxDirectMemorySize or lower " + CacheOptions.MEMORY_SIZE.key() + ".";
    }
  }

  /** See {@link #filesIn}. */
  final class MappedFiles implements SegmentMemory {

    private static final Logger LOG = LoggerFactory.getLogger(MappedFiles.class);
    private static final int PIECE = 1 << 20;

    private final Path directory;

    private MappedFiles(Path directory) {
      this.directory = directory;
    }

    @Override
    public @Nullable ByteBuffer allocate(int bytes) {
      Path file = directory.resolve("kindling-" + UUID.randomUUID());
      try (FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        Files.delete(file);
        // By a channel: a page that finds no room under a mapping is a fault and not an exception.
        ByteBuffer zeros = ByteBuffer.allocate(Math.min(PIECE, bytes));
        for (int at = 0; at < bytes; ) {
          at += channel.write(zeros.clear().limit(Math.min(zeros.capacity(), bytes - at)), at);
        }
        return channel.map(MapMode.READ_WRITE, 0, bytes);
      } catch (IOException noRoom) {
        LOG.debug("no segment of {} bytes in {}", bytes, directory, noRoom);
        return null;
      }
    }

    @Override
    public String name() {
      return "room in " + directory;
    }

    @Override
    public String wayOut() {
      return "Enlarge the mount (size=, for a container --shm-size) or lower %s."
          .formatted(CacheOptions.MEMORY_SIZE.key());
    }
  }
}
