package io.kindling.cache.pack;

import io.kindling.cache.block.VersionKey;
import io.kindling.cache.pack.DamagedPackException.Cause;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The header of a pack, big-endian. docs/sample-packs.md describes it.
 *
 * @param records how many there are
 * @param length bytes of the pack
 */
record PackFormat(int records, int length) {

  static final int VERSION = 1;

  private static final long MAGIC = 0x4b4e444c5041434bL; // "KNDLPACK"
  private static final int CHECKSUM_AT = 12;
  private static final int CHECKED_FROM = 16;

  /**
   * Writes header and checksums before an index that is complete.
   *
   * @param edition tells this making from any other of the same pack
   * @param pack the whole pack, from position 0 to its limit
   */
  static void seal(PackKey key, PackLayout layout, int records, long edition, ByteBuffer pack) {
    VersionKey version = key.versionKey();
    pack.putLong(0, MAGIC).putInt(8, VERSION).putLong(CHECKED_FROM, edition);
    pack.putLong(24, version.high()).putLong(32, version.low());
    pack.putInt(40, layout.blockSize()).putInt(44, layout.shape().records());
    pack.putInt(48, layout.shape().recordLength()).putInt(52, layout.shape().detailLength());
    pack.putInt(56, records).putInt(60, pack.limit());
    PackBytes bytes = PackBytes.of(pack, layout.blockSize(), () -> {});
    for (int block = 1; block < layout.blocks(pack.limit()); block++) {
      pack.putInt(checksumAt(block), bytes.checksum(block));
    }
    pack.putInt(CHECKSUM_AT, checksum(pack, layout));
  }

  private static int checksumAt(int block) {
    return PackLayout.HEADER + Integer.BYTES * (block - 1);
  }

  private static int checksum(ByteBuffer head, PackLayout layout) {
    CRC32C checksum = new CRC32C();
    checksum.update(head.slice(CHECKED_FROM, (int) layout.payload() - CHECKED_FROM));
    return (int) checksum.getValue();
  }

  /**
   * Reads and checks the header, and that all blocks are there.
   *
   * @param head all that precedes the first record
   */
  static PackFormat read(PackKey key, PackLayout layout, ByteBuffer head, PackBytes bytes)
      throws DamagedPackException {
    VersionKey version = key.versionKey();
    int records = head.getInt(56);
    int length = head.getInt(60);
    boolean isSound =
        head.getLong(0) == MAGIC
            && head.getInt(8) == VERSION
            && head.getInt(CHECKSUM_AT) == checksum(head, layout)
            && head.getLong(24) == version.high()
            && head.getLong(32) == version.low()
            && head.getInt(40) == layout.blockSize()
            && head.getInt(44) == layout.shape().records()
            && head.getInt(48) == layout.shape().recordLength()
            && head.getInt(52) == layout.shape().detailLength()
            && records >= 0
            && records <= layout.shape().records()
            && length == layout.bytes(records);
    if (!isSound) {
      throw new DamagedPackException(Cause.DAMAGED, "the header or the index of " + key);
    }
    if (length > bytes.length()) {
      throw new DamagedPackException(
          Cause.INCOMPLETE, "%d of %d bytes of %s".formatted(bytes.length(), length, key));
    }
    for (int block = 1; block < layout.blocks(length); block++) {
      if (head.getInt(checksumAt(block)) != bytes.checksum(block)) {
        throw new DamagedPackException(
            Cause.INCOMPLETE, "block %d is not of this making of %s".formatted(block, key));
      }
    }
    return new PackFormat(records, length);
  }
}
