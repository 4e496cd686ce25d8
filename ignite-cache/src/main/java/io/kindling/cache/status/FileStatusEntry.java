package io.kindling.cache.status;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.Strength;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/**
 * What an under store said about one path. A value.
 *
 * <p>The fields of a version are known to the cache; all else that a file system tells its users
 * (modification time, owner, permissions) is in the details, which the cache keeps and never reads.
 */
public final class FileStatusEntry {

  /** Largest details, in bytes. */
  public static final int LARGEST_DETAILS = 16 << 10;

  private static final byte[] NOTHING = new byte[0];

  private final String uri;
  private final Presence presence;
  private final long length;
  private final String identity;
  private final Strength strength;
  private final byte[] details;

  private FileStatusEntry(
      String uri,
      Presence presence,
      long length,
      String identity,
      Strength strength,
      byte[] details) {
    this.uri = Objects.requireNonNull(uri, "uri");
    this.presence = presence;
    this.length = length;
    this.identity = identity;
    this.strength = strength;
    this.details = details;
    if (details.length > LARGEST_DETAILS) {
      throw new IllegalArgumentException(
          "%d bytes of details about %s; %d are possible"
              .formatted(details.length, uri, LARGEST_DETAILS));
    }
  }

  /** A file of this version. */
  public static FileStatusEntry file(FileVersion version, byte[] details) {
    return new FileStatusEntry(
        version.uri(),
        Presence.FILE,
        version.length(),
        version.identity(),
        version.strength(),
        details.clone());
  }

  /** A folder. */
  public static FileStatusEntry folder(String uri, byte[] details) {
    return new FileStatusEntry(uri, Presence.FOLDER, 0, "", Strength.WEAK, details.clone());
  }

  /** The under store said that there is nothing. */
  public static FileStatusEntry absent(String uri) {
    return new FileStatusEntry(uri, Presence.ABSENT, 0, "", Strength.WEAK, NOTHING);
  }

  static FileStatusEntry of(
      String uri,
      Presence presence,
      long length,
      String identity,
      Strength strength,
      byte[] details) {
    return new FileStatusEntry(uri, presence, length, identity, strength, details);
  }

  /** The canonical under-store URI. */
  public String uri() {
    return uri;
  }

  /** What there is. */
  public Presence presence() {
    return presence;
  }

  /** Bytes of the file. */
  public long length() {
    return length;
  }

  /** Etag or what else tells two contents apart. */
  public String identity() {
    return identity;
  }

  /** What the identity proves. */
  public Strength strength() {
    return strength;
  }

  /** What the file system put in, as a copy. */
  public byte[] details() {
    return details.clone();
  }

  /**
   * The version of the file.
   *
   * @throws IllegalStateException when it is no file
   */
  public FileVersion version() {
    if (presence != Presence.FILE) {
      throw new IllegalStateException(uri + " is no file: " + presence);
    }
    return FileVersion.of(uri, length, identity, strength);
  }

  /** Appends the entry in the form that {@link #readFrom} reads. */
  public void writeTo(DataOutput out) throws IOException {
    out.writeUTF(uri);
    out.writeByte(presence.ordinal());
    out.writeLong(length);
    out.writeUTF(identity);
    out.writeByte(strength.ordinal());
    out.writeShort(details.length);
    out.write(details);
  }

  /**
   * Reads one entry.
   *
   * @throws IOException when the input ends early or holds no such entry
   */
  public static FileStatusEntry readFrom(DataInput in) throws IOException {
    String uri = in.readUTF();
    int presence = in.readUnsignedByte();
    long length = in.readLong();
    String identity = in.readUTF();
    int strength = in.readUnsignedByte();
    int count = in.readUnsignedShort();
    if (presence >= Presence.values().length
        || strength >= Strength.values().length
        || count > LARGEST_DETAILS) {
      throw new IOException("no status of a file: " + uri);
    }
    byte[] details = new byte[count];
    in.readFully(details);
    return new FileStatusEntry(
        uri, Presence.values()[presence], length, identity, Strength.values()[strength], details);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileStatusEntry that
        && uri.equals(that.uri)
        && presence == that.presence
        && length == that.length
        && identity.equals(that.identity)
        && strength == that.strength
        && Arrays.equals(details, that.details);
  }

  @Override
  public int hashCode() {
    return Objects.hash(uri, presence, length, identity);
  }

  @Override
  public String toString() {
    return "%s %s of %d bytes, identity %s".formatted(presence, uri, length, identity);
  }

  /** What there is at a path. */
  public enum Presence {
    FILE,
    FOLDER,
    /** Nothing, as the under store said. */
    ABSENT
  }
}
