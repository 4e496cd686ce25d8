package io.kindling.cache.owner;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.VersionKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What one storage node tells another about a block that it gives to it.
 *
 * @param length bytes of the block, above 0
 * @param checksum CRC-32C of the block
 * @param age seconds since the block was first stored anywhere, for its time to live
 * @param origin the file that the block is of
 * @param grants who may read it
 */
public record MovedBlock(
    BlockId id, int length, int checksum, int age, BlockOrigin origin, ReadGrants grants) {

  public MovedBlock {
    if (length < 1 || age < 0) {
      throw new IllegalArgumentException(
          "block %s of %d bytes and %d seconds".formatted(id, length, age));
    }
  }

  /** The version that the block is of. */
  public VersionKey version() {
    return new VersionKey(id.high(), id.low());
  }

  /** The message that {@link #fromBytes} reads. */
  public byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    DataOutputStream output = new DataOutputStream(bytes);
    output.writeLong(id.high());
    output.writeLong(id.low());
    output.writeInt(id.index());
    output.writeInt(length);
    output.writeInt(checksum);
    output.writeInt(age);
    output.writeUTF(origin.uri());
    output.writeLong(origin.fileLength());
    grants.writeTo(output);
    return bytes.toByteArray();
  }

  /**
   * Reads a block's description.
   *
   * @throws IOException when the bytes end early or describe no block
   */
  public static MovedBlock fromBytes(byte[] bytes) throws IOException {
    DataInputStream input = new DataInputStream(new ByteArrayInputStream(bytes));
    try {
      return new MovedBlock(
          new BlockId(input.readLong(), input.readLong(), input.readInt()),
          input.readInt(),
          input.readInt(),
          input.readInt(),
          new BlockOrigin(input.readUTF(), input.readLong()),
          ReadGrants.readFrom(input));
    } catch (IllegalArgumentException malformed) {
      throw new IOException("no block: " + malformed.getMessage(), malformed);
    }
  }
}
