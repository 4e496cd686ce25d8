package io.kindling.cache.cluster;

import io.kindling.cache.placement.NodeIdentity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * One replicated setting. Of two with one key the one with the higher version counts; versions of
 * different writers never are equal, so all nodes agree whatever they hear first.
 *
 * @param key what is set; its meaning is the reader's
 * @param version higher than that of the value it replaces
 * @param writer the node that wrote it
 * @param value opaque; empty when the key was removed
 * @param kind whether there is a value
 */
@SuppressWarnings("ArrayRecordComponent") // Copied on the way in and out, compared by content.
public record Setting(String key, long version, NodeIdentity writer, byte[] value, Kind kind) {

  /** Settings are small; who has more to say should store it and set its name. */
  public static final int MOST_BYTES = 64 << 10;

  /** A removed key is remembered, so that an older value does not come back. */
  public enum Kind {
    VALUE,
    REMOVED
  }

  public Setting {
    if (key.isEmpty() || key.length() > 1024) {
      throw new IllegalArgumentException("a setting's key has 1 to 1,024 characters: " + key);
    }
    if (value.length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "setting " + key + " has " + value.length + " bytes, more than " + MOST_BYTES);
    }
    value = value.clone();
  }

  @Override
  public byte[] value() {
    return value.clone();
  }

  /** Bytes of the value. */
  public int length() {
    return value.length;
  }

  /** Whether this one counts and the other does not. */
  public boolean replaces(Setting other) {
    return version != other.version ? version > other.version : writer.compareTo(other.writer) > 0;
  }

  /** Appends the setting in the form that {@link #readFrom} reads. */
  public void writeTo(DataOutput output) throws IOException {
    output.writeUTF(key);
    output.writeLong(version);
    output.writeLong(writer.high());
    output.writeLong(writer.low());
    output.writeByte(kind.ordinal());
    output.writeInt(value.length);
    output.write(value);
  }

  /**
   * Reads one setting.
   *
   * @throws IOException when the input ends early or holds no such setting
   */
  public static Setting readFrom(DataInput input) throws IOException {
    String key = input.readUTF();
    long version = input.readLong();
    NodeIdentity writer = new NodeIdentity(input.readLong(), input.readLong());
    int kind = input.readUnsignedByte();
    int length = input.readInt();
    if (length < 0 || length > MOST_BYTES || kind >= Kind.values().length) {
      throw new IOException("no setting: it claims " + length + " bytes of kind " + kind);
    }
    byte[] value = new byte[length];
    input.readFully(value);
    try {
      return new Setting(key, version, writer, value, Kind.values()[kind]);
    } catch (IllegalArgumentException malformed) {
      throw new IOException("no setting: " + malformed.getMessage(), malformed);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Setting that
        && key.equals(that.key)
        && version == that.version
        && writer.equals(that.writer)
        && kind == that.kind
        && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return key.hashCode() + Long.hashCode(version);
  }
}
