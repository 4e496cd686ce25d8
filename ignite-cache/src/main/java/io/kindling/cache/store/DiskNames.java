package io.kindling.cache.store;

import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.VersionKey;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which file each version in the disk tier is of, for the next process, which has to find the
 * owners of blocks that it did not fetch. A log beside the journal that is not held in memory:
 * blocks themselves remember no more of a path than policies need.
 *
 * <p>Records are {@code length, version, length of the file, URI, CRC-32C}; reading stops at the
 * first that is cut or damaged. What is lost so costs one more fetch of those blocks after the node
 * has left. Safe for any number of threads.
 */
final class DiskNames implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(DiskNames.class);

  /** Versions that were noted lately and are not noted again. */
  private static final int REMEMBERED = 10_000;

  private static final int FIXED = 3 * Long.BYTES;
  private static final int LARGEST = 0xffff;

  /** Bytes that the log may grow by before it is looked through for versions that are gone. */
  private static final long SLACK = 16 << 20;

  private final Path file;
  private final BiPredicate<VersionKey, BlockOrigin> isHeld;
  private final Map<VersionKey, Boolean> lately =
      new LinkedHashMap<>(2 * REMEMBERED, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<VersionKey, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };
  private FileChannel log;
  private long rewriteAt;
  private boolean broken;

  /**
   * Takes over the log of a directory, without what is not held any more.
   *
   * @param isHeld whether a block of a version is held
   */
  DiskNames(Path directory, BiPredicate<VersionKey, BlockOrigin> isHeld) throws IOException {
    this.file = directory.resolve("names");
    this.isHeld = isHeld;
    this.log = rewritten();
  }

  /** A block of the file is about to come. */
  synchronized void note(VersionKey version, BlockOrigin origin) {
    if (broken || origin.uri().isEmpty() || lately.put(version, Boolean.TRUE) != null) {
      return;
    }
    try {
      if (log.size() > rewriteAt) {
        FileChannel before = log;
        log = rewritten();
        before.close();
      }
      append(log, version, origin);
    } catch (IOException failed) {
      broken = true;
      LOG.warn(
          "{} cannot be written; blocks that a later process finds will not move to other nodes"
              + " when it leaves: {}",
          file,
          failed.toString());
    }
  }

  /**
   * Shows what was noted, held or not, each version at least once.
   *
   * @throws IOException when the log cannot be read, or from the visitor
   */
  void forEach(BlockStore.FileVisitor visitor) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 20))) {
      for (ByteBuffer record = next(in); record != null; record = next(in)) {
        VersionKey version = new VersionKey(record.getLong(), record.getLong());
        long length = record.getLong();
        String uri = StandardCharsets.UTF_8.decode(record).toString();
        visitor.visit(version, new BlockOrigin(uri, length));
      }
    }
  }

  private static @Nullable ByteBuffer next(DataInputStream in) throws IOException {
    try {
      int length = in.readUnsignedShort();
      ByteBuffer fields = ByteBuffer.allocate(length);
      in.readFully(fields.array());
      return length > FIXED && in.readInt() == crc(fields) ? fields : null;
    } catch (EOFException cut) {
      return null;
    }
  }

  private static int crc(ByteBuffer fields) {
    CRC32C crc = new CRC32C();
    crc.update(fields.array(), fields.arrayOffset(), fields.limit());
    return (int) crc.getValue();
  }

  private static void append(FileChannel log, VersionKey version, BlockOrigin origin)
      throws IOException {
    byte[] uri = origin.uri().getBytes(StandardCharsets.UTF_8);
    if (FIXED + uri.length > LARGEST) {
      return;
    }
    ByteBuffer fields = ByteBuffer.allocate(FIXED + uri.length);
    fields.putLong(version.high()).putLong(version.low()).putLong(origin.fileLength()).put(uri);
    ByteBuffer record = ByteBuffer.allocate(fields.capacity() + 6);
    record.putShort((short) fields.capacity()).put(fields.flip()).putInt(crc(fields)).flip();
    while (record.hasRemaining()) {
      int ignored = log.write(record);
    }
  }

  /** A new log of what is held, in the place of the old one. */
  private FileChannel rewritten() throws IOException {
    Path draft = file.resolveSibling("names.new");
    FileChannel next =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    try {
      Set<VersionKey> kept = new HashSet<>();
      forEach(
          (version, origin) -> {
            if (!kept.contains(version) && isHeld.test(version, origin)) {
              kept.add(version);
              append(next, version, origin);
            }
          });
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      rewriteAt = 2 * next.size() + SLACK;
    } catch (IOException | RuntimeException failed) {
      next.close();
      throw failed;
    }
    return next;
  }

  @Override
  public synchronized void close() throws IOException {
    broken = true;
    log.close();
  }
}
