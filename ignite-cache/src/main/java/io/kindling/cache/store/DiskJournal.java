package io.kindling.cache.store;

import io.kindling.cache.block.BlockId;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a directory holds, as a log of blocks that came and went. A record is written after the
 * block's bytes, and the record of its leaving before its pages are written again; so whatever a
 * killed process leaves is consistent. After a power cut, when the disk may have kept later writes
 * and lost earlier ones, the checksum of each block decides at its first read.
 *
 * <p>Records are {@code length, type, fields, CRC-32C}; reading stops at the first that is cut or
 * damaged. A log whose first record names other sizes is not used at all. For one thread.
 */
final class DiskJournal implements Closeable {

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
  private final Map<String, Integer> folders = new HashMap<>();
  private @Nullable FileChannel channel;
  private ByteBuffer pending = ByteBuffer.allocate(64 << 10);
  private long records;

  DiskJournal(Path directory, int blockSize, int segmentSize) {
    this.file = directory.resolve("journal");
    this.blockSize = blockSize;
    this.segmentSize = segmentSize;
  }

  /** The blocks that an earlier process left, the first to leave first; then the log is closed. */
  Collection<PagedBlock> read() throws IOException {
    Map<BlockId, PagedBlock> blocks = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      return blocks.values();
    }
    List<String> names = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 20))) {
      boolean sizesAgree = false;
      for (ByteBuffer record = next(in); record != null; record = next(in)) {
        byte type = record.get();
        if (type == SIZES) {
          sizesAgree =
              record.getInt() == FORMAT
                  && record.getInt() == blockSize
                  && record.getInt() == segmentSize;
        } else if (!sizesAgree) {
          break;
        } else if (type == FOLDER) {
          names.add(StandardCharsets.UTF_8.decode(record).toString());
        } else if (type == CAME) {
          PagedBlock block = block(record, names);
          blocks.remove(block.id);
          blocks.put(block.id, block);
        } else if (type == WENT) {
          blocks.remove(id(record));
        }
      }
    }
    return blocks.values();
  }

  private static @Nullable ByteBuffer next(DataInputStream in) throws IOException {
    try {
      int length = in.readUnsignedShort();
      byte[] fields = new byte[length];
      in.readFully(fields);
      return length > 0 && in.readInt() == crc(fields, length) ? ByteBuffer.wrap(fields) : null;
    } catch (EOFException cut) {
      return null;
    }
  }

  private static int crc(byte[] bytes, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, count);
    return (int) crc.getValue();
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

  /** Starts a new log that holds these blocks, in the place of the old one. */
  void rewrite(Collection<PagedBlock> blocks) throws IOException {
    close();
    folders.clear();
    records = 0;
    Path draft = file.resolveSibling("journal.new");
    channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    append(
        out -> {
          out.writeByte(SIZES);
          out.writeInt(FORMAT);
          out.writeInt(blockSize);
          out.writeInt(segmentSize);
        });
    for (PagedBlock block : blocks) {
      came(block);
    }
    flush();
    channel.force(true);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Whether so much of the log is about blocks long gone that it should be written anew. */
  boolean isWasteful(int blocks) {
    return records > 4L * blocks + SLACK;
  }

  /** Notes that a block is held, whose bytes are written. */
  void came(PagedBlock block) throws IOException {
    int folder = folder(block.folder);
    append(
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

  /** Notes that a block is not held any more. */
  void went(BlockId id) throws IOException {
    append(
        out -> {
          out.writeByte(WENT);
          write(out, id);
        });
  }

  private int folder(String name) throws IOException {
    if (name.isEmpty()) {
      return -1;
    }
    Integer known = folders.get(name);
    if (known == null) {
      known = folders.size();
      folders.put(name, known);
      append(
          out -> {
            out.writeByte(FOLDER);
            out.write(name.getBytes(StandardCharsets.UTF_8));
          });
    }
    return known;
  }

  private static void write(DataOutputStream out, BlockId id) throws IOException {
    out.writeLong(id.high());
    out.writeLong(id.low());
    out.writeInt(id.index());
  }

  private void append(Fields fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(96);
    fields.writeTo(new DataOutputStream(bytes));
    byte[] record = bytes.toByteArray();
    if (record.length > 0xffff) {
      throw new IOException("a journal record of " + record.length + " bytes");
    }
    if (pending.remaining() < record.length + 6) {
      flush();
      if (pending.capacity() < record.length + 6) {
        pending = ByteBuffer.allocate(record.length + 6);
      }
    }
    pending.putShort((short) record.length).put(record).putInt(crc(record, record.length));
    records++;
  }

  /** Hands everything noted so far to the kernel, where a killed process cannot take it along. */
  void flush() throws IOException {
    if (channel != null) {
      pending.flip();
      while (pending.hasRemaining()) {
        channel.write(pending);
      }
      pending.clear();
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      flush();
      channel.close();
      channel = null;
    }
  }

  @FunctionalInterface
  private interface Fields {
    void writeTo(DataOutputStream out) throws IOException;
  }
}
