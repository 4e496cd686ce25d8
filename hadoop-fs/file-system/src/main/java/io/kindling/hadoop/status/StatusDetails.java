package io.kindling.hadoop.status;

import io.kindling.hadoop.mount.UnderStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileStatus.AttrFlags;
import org.jspecify.annotations.Nullable;

/**
 * What a status tells users beside the version, in few bytes, because owners keep millions of them.
 *
 * @param modified milliseconds
 * @param accessed milliseconds, 0 in stores that do not know
 * @param permission as in {@code FsPermission}
 * @param etag as the store wrote it; null when it wrote none
 */
record StatusDetails(
    long modified,
    long accessed,
    short replication,
    long blockSize,
    short permission,
    String owner,
    String group,
    Set<AttrFlags> flags,
    @Nullable String etag) {

  private static final int FORMAT = 1;
  private static final int ACCESSED = 1;
  private static final int OTHER_GROUP = 1 << 1;
  private static final int ETAG_IS_IDENTITY = 1 << 2;
  private static final int ETAG_IN_QUOTES = 1 << 3;
  private static final int ETAG_OF_ITS_OWN = 1 << 4;
  private static final int FLAGS_SHIFT = 5;
  private static final AttrFlags[] ALL_FLAGS = AttrFlags.values();

  static StatusDetails of(FileStatus status) {
    Set<AttrFlags> flags = EnumSet.noneOf(AttrFlags.class);
    add(flags, AttrFlags.HAS_ACL, status.hasAcl());
    add(flags, AttrFlags.HAS_CRYPT, status.isEncrypted());
    add(flags, AttrFlags.HAS_EC, status.isErasureCoded());
    add(flags, AttrFlags.SNAPSHOT_ENABLED, status.isSnapshotEnabled());
    return new StatusDetails(
        status.getModificationTime(),
        status.getAccessTime(),
        status.getReplication(),
        status.getBlockSize(),
        status.getPermission().toShort(),
        orEmpty(status.getOwner()),
        orEmpty(status.getGroup()),
        flags,
        UnderStore.rawEtag(status));
  }

  private static void add(Set<AttrFlags> flags, AttrFlags flag, boolean isSet) {
    if (isSet) {
      flags.add(flag);
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /**
   * The details in the form that {@link #read} reads.
   *
   * @param identity of the version, which often is the etag
   */
  byte[] bytes(String identity) {
    int kind = 0;
    for (AttrFlags flag : flags) {
      kind |= 1 << (FLAGS_SHIFT + flag.ordinal());
    }
    kind |= accessed == 0 ? 0 : ACCESSED;
    kind |= group.equals(owner) ? 0 : OTHER_GROUP;
    if (etag != null) {
      kind |=
          etag.equals(identity)
              ? ETAG_IS_IDENTITY
              : etag.equals(quoted(identity)) ? ETAG_IN_QUOTES : ETAG_OF_ITS_OWN;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(48);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeShort(kind);
      out.writeLong(modified);
      if (accessed != 0) {
        out.writeLong(accessed);
      }
      out.writeShort(replication);
      out.writeLong(blockSize);
      out.writeShort(permission);
      out.writeUTF(owner);
      if ((kind & OTHER_GROUP) != 0) {
        out.writeUTF(group);
      }
      if (etag != null && (kind & ETAG_OF_ITS_OWN) != 0) {
        out.writeUTF(etag);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("an array takes every byte", impossible);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #bytes} made.
   *
   * @throws IOException when another version of this program made it
   */
  static StatusDetails read(byte[] details, String identity) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(details));
    int format = in.readUnsignedByte();
    if (format != FORMAT) {
      throw new IOException("details of a status in the unknown format " + format);
    }
    int kind = in.readUnsignedShort();
    long modified = in.readLong();
    long accessed = (kind & ACCESSED) == 0 ? 0 : in.readLong();
    short replication = in.readShort();
    long blockSize = in.readLong();
    short permission = in.readShort();
    String owner = in.readUTF();
    String group = (kind & OTHER_GROUP) == 0 ? owner : in.readUTF();
    String etag = null;
    if ((kind & ETAG_IS_IDENTITY) != 0) {
      etag = identity;
    } else if ((kind & ETAG_IN_QUOTES) != 0) {
      etag = quoted(identity);
    } else if ((kind & ETAG_OF_ITS_OWN) != 0) {
      etag = in.readUTF();
    }
    Set<AttrFlags> flags = EnumSet.noneOf(AttrFlags.class);
    for (AttrFlags flag : ALL_FLAGS) {
      add(flags, flag, (kind & 1 << (FLAGS_SHIFT + flag.ordinal())) != 0);
    }
    return new StatusDetails(
        modified, accessed, replication, blockSize, permission, owner, group, flags, etag);
  }

  private static String quoted(String identity) {
    return '"' + identity + '"';
  }
}
