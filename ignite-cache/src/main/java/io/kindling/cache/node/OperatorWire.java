package io.kindling.cache.node;

import io.kindling.cache.block.VersionKey;
import io.kindling.cache.owner.HotFolders;
import io.kindling.cache.store.Departure;
import io.kindling.cache.store.Freed;
import io.kindling.cache.store.HeldBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How questions of operators and their answers are written in messages. */
final class OperatorWire {

  /** Writes one answer. */
  @FunctionalInterface
  interface Writer {
    void write(DataOutput output) throws IOException;
  }

  /** Bytes of a run. */
  static final int RUN = 2 * Long.BYTES + 2 * Integer.BYTES;

  private OperatorWire() {}

  static byte[] bytes(Writer writer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writer.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  static DataInput input(ByteBuffer message) {
    byte[] bytes = new byte[message.remaining()];
    message.get(bytes);
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  static void write(HeldBytes held, DataOutput output) throws IOException {
    output.writeLong(held.blocks());
    output.writeLong(held.bytes());
  }

  static HeldBytes held(DataInput input) throws IOException {
    return new HeldBytes(input.readLong(), input.readLong());
  }

  static void write(Freed freed, DataOutput output) throws IOException {
    write(freed.dropped(), output);
    write(freed.pinned(), output);
  }

  static Freed freed(DataInput input) throws IOException {
    return new Freed(held(input), held(input));
  }

  static void write(Map<String, HeldBytes> below, DataOutput output) throws IOException {
    output.writeInt(below.size());
    for (Map.Entry<String, HeldBytes> each : below.entrySet()) {
      output.writeUTF(each.getKey());
      write(each.getValue(), output);
    }
  }

  static Map<String, HeldBytes> below(DataInput input) throws IOException {
    Map<String, HeldBytes> below = new TreeMap<>();
    for (int left = input.readInt(); left > 0; left--) {
      below.put(input.readUTF(), held(input));
    }
    return below;
  }

  static void write(List<Departure> departures, DataOutput output) throws IOException {
    output.writeInt(departures.size());
    for (Departure each : departures) {
      output.writeUTF(each.tier());
      output.writeUTF(each.folder());
      output.writeByte(each.cause().ordinal());
      output.writeLong(each.blocks());
      output.writeLong(each.bytes());
      output.writeLong(each.firstMillis());
      output.writeLong(each.lastMillis());
    }
  }

  static List<Departure> departures(DataInput input) throws IOException {
    List<Departure> departures = new ArrayList<>();
    for (int left = input.readInt(); left > 0; left--) {
      departures.add(
          new Departure(
              input.readUTF(),
              input.readUTF(),
              Departure.Cause.values()[input.readUnsignedByte()],
              input.readLong(),
              input.readLong(),
              input.readLong(),
              input.readLong()));
    }
    return departures;
  }

  static void writeHot(List<HotFolders.Hot> folders, DataOutput output) throws IOException {
    output.writeInt(folders.size());
    for (HotFolders.Hot each : folders) {
      output.writeUTF(each.folder());
      output.writeDouble(each.bytesPerSecond());
    }
  }

  static List<HotFolders.Hot> hot(DataInput input) throws IOException {
    List<HotFolders.Hot> folders = new ArrayList<>();
    for (int left = input.readInt(); left > 0; left--) {
      folders.add(new HotFolders.Hot(input.readUTF(), input.readDouble()));
    }
    return folders;
  }

  static void put(BlockRun run, ByteBuffer message) {
    message
        .putLong(run.version().high())
        .putLong(run.version().low())
        .putInt(run.first())
        .putInt(run.count());
  }

  static BlockRun run(ByteBuffer fields) {
    return new BlockRun(
        new VersionKey(fields.getLong(), fields.getLong()), fields.getInt(), fields.getInt());
  }

  static void write(BitSet held, DataOutput output) throws IOException {
    long[] words = held.toLongArray();
    output.writeInt(words.length);
    for (long word : words) {
      output.writeLong(word);
    }
  }

  static BitSet bits(DataInput input) throws IOException {
    long[] words = new long[input.readInt()];
    for (int i = 0; i < words.length; i++) {
      words[i] = input.readLong();
    }
    return BitSet.valueOf(words);
  }
}
