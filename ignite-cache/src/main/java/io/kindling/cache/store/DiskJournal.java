package io.kindling.cache.store;

import io.kindling.cache.block.BlockId;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What a directory holds, as a log of blocks that came and went. A record is written after the
 * block's bytes, and the record of its leaving before its pages are written again; so whatever a
 * killed process leaves is consistent. After a power cut, when the disk may have kept later writes
 * and lost earlier ones, the checksum of each block decides at its first read.
 *
 * <p>Reading stops at the first record that is cut or damaged. A log whose first record names other
 * sizes is not used at all. While the disk has no room, nothing is lost: what went waits, and the
 * old log is good until a new one is whole.
 *
 * <p>{@link #leaves} is for any thread, all else for one.
 */
final class DiskJournal implements Closeable {

  /** The name of the file. */
  static final String FILE = "journal";

  private static final int FORMAT = 0x4b4e4431;
  private static final byte SIZES = 1;
  private static final byte FOLDER = 2;
  private static final byte CAME = 3;
  private static final byte WENT = 4;

  /** Records that may be wasted before the log is written anew. */
  private static final long SLACK = 10_000;

  private final Path file;
  private final int blockSize;
  private final int segmentSize;
  private Map<String, Integer> folders = new HashMap<>();
  private @Nullable JournalWriter writer;

  /** Blocks whose going is not in the log yet. Filled before their pages are free. */
  private final ConcurrentLinkedQueue<BlockId> leaving = new ConcurrentLinkedQueue<>();

  DiskJournal(Path directory, int blockSize, int segmentSize) {
    this.file = directory.resolve(FILE);
    this.blockSize = blockSize;
    this.segmentSize = segmentSize;
  }

  /**
   * The blocks that an earlier process left, the first to leave first. Where there is a log, it is
   * gone on with; else {@link #rewrite} has to begin one.
   */
  Collection<PagedBlock> read() throws IOException {
    Map<BlockId, PagedBlock> blocks = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      return blocks.values();
    }
    List<String> names = new ArrayList<>();
    long end = 0;
    long records = 0;
    boolean sizesAgree = false;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 20))) {
      for (ByteBuffer record = next(in); record != null; record = next(in)) {
        int size = JournalWriter.size(record.remaining());
        byte type = record.get();
        if (type == SIZES) {
          sizesAgree =
              record.getInt() == FORMAT
                  && record.getInt() == blockSize
                  && record.getInt() == segmentSize;
        }
        if (!sizesAgree) {
          break;
        }
        if (type == FOLDER) {
          names.add(StandardCharsets.UTF_8.decode(record).toString());
        } else if (type == CAME) {
          PagedBlock block = block(record, names);
          blocks.remove(block.id);
          blocks.put(block.id, block);
        } else if (type == WENT) {
          blocks.remove(id(record));
        }
        end += size;
        records++;
      }
    }
    if (sizesAgree) {
      for (int number = 0; number < names.size(); number++) {
        folders.put(names.get(number), number);
      }
      writer = JournalWriter.resume(file, end, records);
    }
    return blocks.values();
  }

  private static @Nullable ByteBuffer next(DataInputStream in) throws IOException {
    try {
      int length = in.readUnsignedShort();
      byte[] fields = new byte[length];
      in.readFully(fields);
      return length > 0 && in.readInt() == JournalWriter.crc(fields, length)
          ? ByteBuffer.wrap(fields)
          : null;
    } catch (EOFException cut) {
      return null;
    }
  }

  private static PagedBlock block(ByteBuffer record, List<String> names) {
    BlockId id = id(record);
    int length = record.getInt();
    int checksum = record.getInt();
    int storedAt = record.getInt();
    int folder = record.getInt();
    int fileHash = record.getInt();
    int[] runs = new int[record.remaining() / Integer.BYTES];
    for (int i = 0; i < runs.length; i++) {
      runs[i] = record.getInt();
    }
    FileTag tag = folder < 0 ? FileTag.UNKNOWN : FileTag.of(names.get(folder), fileHash);
    PagedBlock block = new PagedBlock(id, length, runs, tag);
    block.checksum = checksum;
    block.storedAt = storedAt;
    return block;
  }

  private static BlockId id(ByteBuffer record) {
    return new BlockId(record.getLong(), record.getLong(), record.getInt());
  }

  /** Whether there is a log to add to. */
  boolean isBegun() {
    return writer != null;
  }

  /**
   * Starts a new log that holds these blocks, in the place of the old one.
   *
   * @throws IOException when it cannot be written; then the old one goes on
   */
  void rewrite(Collection<PagedBlock> blocks) throws IOException {
    Path draft = file.resolveSibling(FILE + ".new");
    Map<String, Integer> names = new HashMap<>();
    JournalWriter next = JournalWriter.create(draft);
    try {
      next.append(
          out -> {
            out.writeByte(SIZES);
            out.writeInt(FORMAT);
            out.writeInt(blockSize);
            out.writeInt(segmentSize);
          });
      for (PagedBlock block : blocks) {
        came(next, names, block);
      }
      next.flush();
      next.force();
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      next.close();
      Files.deleteIfExists(draft);
      throw failed;
    }
    if (writer != null) {
      writer.close();
    }
    writer = next;
    folders = names;
  }

  /** Whether so much of the log is about blocks long gone that it should be written anew. */
  boolean isWasteful(int blocks) {
    return writer != null && writer.records() > 4L * blocks + SLACK;
  }

  /** Tells that a block leaves, before its pages are free. */
  void leaves(BlockId id) {
    leaving.add(id);
  }

  /**
   * Writes down what left. Before this has succeeded no page may be written again.
   *
   * @throws IOException when that cannot be written; it stays for another time
   */
  void noteLeaving() throws IOException {
    if (writer == null) {
      throw new IOException(file + " could not be begun");
    }
    for (BlockId id = leaving.peek(); id != null; id = leaving.peek()) {
      BlockId going = id;
      writer.append(
          out -> {
            out.writeByte(WENT);
            write(out, going);
          });
      leaving.remove();
    }
    writer.flush();
  }

  /**
   * Notes that a block is held, whose bytes are written.
   *
   * @throws IOException when that cannot be written; then it is not noted
   */
  void came(PagedBlock block) throws IOException {
    noteLeaving();
    JournalWriter log = writer;
    if (log != null) {
      int known = folders.size();
      long written = log.end();
      try {
        came(log, folders, block);
        log.flush();
      } catch (IOException failed) {
        log.forgetPending();
        if (log.end() == written) {
          folders.values().removeIf(number -> number >= known);
        }
        throw failed;
      }
    }
  }

  private static void came(JournalWriter log, Map<String, Integer> folders, PagedBlock block)
      throws IOException {
    int folder = folder(log, folders, block.folder);
    log.append(
        out -> {
          out.writeByte(CAME);
          write(out, block.id);
          out.writeInt(block.length);
          out.writeInt(block.checksum);
          out.writeInt(block.storedAt);
          out.writeInt(folder);
          out.writeInt(block.fileHash);
          for (int number : block.runs()) {
            out.writeInt(number);
          }
        });
  }

  private static int folder(JournalWriter log, Map<String, Integer> folders, String name)
      throws IOException {
    if (name.isEmpty()) {
      return -1;
    }
    Integer known = folders.get(name);
    if (known == null) {
      known = folders.size();
      log.append(
          out -> {
            out.writeByte(FOLDER);
            out.write(name.getBytes(StandardCharsets.UTF_8));
          });
      folders.put(name, known);
    }
    return known;
  }

  private static void write(DataOutputStream out, BlockId id) throws IOException {
    out.writeLong(id.high());
    out.writeLong(id.low());
    out.writeInt(id.index());
  }

  @Override
  public void close() throws IOException {
    if (writer != null) {
      writer.close();
      writer = null;
    }
  }
}
