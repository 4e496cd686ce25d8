package io.kindling.cache.pack;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.Strength;
import io.kindling.cache.block.VersionKey;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A {@link PackKey} as it travels: one array in place of some objects for each source. */
final class SerialPackKey implements Serializable {
  private static final long serialVersionUID = 1L;

  private final byte[] bytes;

  private SerialPackKey(byte[] bytes) {
    this.bytes = bytes;
  }

  static SerialPackKey of(PackKey key) {
    ByteArrayOutputStream written =
        new ByteArrayOutputStream(500 + 5 * Long.BYTES * key.sources().size());
    try (DataOutputStream out = new DataOutputStream(written)) {
      FileVersion version = key.first().version();
      write(out, version.uri());
      out.writeLong(version.length());
      write(out, version.identity());
      write(out, version.strength().name());
      out.writeLong(key.first().firstRecord());
      out.writeLong(key.first().records());
      out.writeLong(key.first().position());
      out.writeLong(key.first().length());
      write(out, key.transform());
      out.writeInt(key.shape().recordLength());
      out.writeInt(key.shape().detailLength());
      out.writeInt(key.shape().records());
      write(out, key.versionKey());
      out.writeInt(key.sources().size());
      for (PackBlocks.SourceBytes source : key.sources()) {
        write(out, source.version());
        out.writeLong(source.fileLength());
        out.writeLong(source.position());
        out.writeLong(source.length());
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory failed", impossible);
    }
    return new SerialPackKey(written.toByteArray());
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(encoded.length);
    out.write(encoded);
  }

  private static void write(DataOutputStream out, VersionKey version) throws IOException {
    out.writeLong(version.high());
    out.writeLong(version.low());
  }

  private Object readResolve() {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    FileVersion version =
        FileVersion.of(text(in), in.getLong(), text(in), Strength.valueOf(text(in)));
    SourceRange first =
        new SourceRange(version, in.getLong(), in.getLong(), in.getLong(), in.getLong());
    String transform = text(in);
    PackShape shape = new PackShape(in.getInt(), in.getInt(), in.getInt());
    VersionKey versionKey = version(in);
    int count = in.getInt();
    List<PackBlocks.SourceBytes> sources = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      sources.add(
          new PackBlocks.SourceBytes(version(in), in.getLong(), in.getLong(), in.getLong()));
    }
    return new PackKey(first, sources, transform, shape, versionKey);
  }

  private static String text(ByteBuffer in) {
    byte[] encoded = new byte[in.getInt()];
    in.get(encoded);
    return new String(encoded, StandardCharsets.UTF_8);
  }

  private static VersionKey version(ByteBuffer in) {
    return new VersionKey(in.getLong(), in.getLong());
  }
}
