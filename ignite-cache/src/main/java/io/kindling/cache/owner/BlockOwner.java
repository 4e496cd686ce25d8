package io.kindling.cache.owner;

import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.VersionKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The owner of a group as readers see it, in this JVM or in another. Safe for any thread. */
public interface BlockOwner {

  /**
   * Reads a range of one version.
   *
   * <p>The range must lie within one group and be no longer than a fetch may be. Blocks that are
   * held are copied, as far as they follow each other; when the first is not held, the answer is a
   * lease on the run of missing blocks. When another reader is fetching it, the answer is what has
   * come of it, or {@link Answer.Busy} after a while of waiting.
   *
   * @param file what the version is of
   * @param target takes the bytes at its position, which is advanced by {@link Answer.Data}'s count
   *     and not otherwise; its remaining bytes are the length of the range
   * @throws OwnerUnavailableException when this owner cannot be asked now
   * @throws DamagedBlockException when a block came with another checksum than the owner has for
   *     it; the owner was told, and what is in the target is worth nothing
   */
  Answer read(FileKey file, VersionKey version, long position, ByteBuffer target, Reader reader)
      throws IOException;

  /**
   * Reads a range of one version from a node that may hold it for its owner. As {@link #read}, but
   * the node gives no lease, and {@link Answer.Missing} says that the owner is to be asked.
   */
  Answer readReplica(VersionKey version, long position, ByteBuffer target, Reader reader)
      throws IOException;

  /**
   * Which blocks of a version this owner holds now, whoever owns them. Does not count as a use of
   * them; who may read them is not asked.
   *
   * @param first number of the first block that is asked about
   * @param count 1 or more
   * @return bits by block number
   * @throws OwnerUnavailableException when this owner cannot be asked now
   */
  BitSet holds(VersionKey version, int first, int count) throws IOException;

  /**
   * Where the bytes of a leased block go.
   *
   * @param length bytes of the block
   * @param origin the file that the block is of
   * @param arrival when other readers may see the bytes
   * @return the receiver; null when the lease was taken back
   * @throws io.kindling.cache.store.StoreFullException when the owner has no room
   */
  @Nullable BlockReceiver receive(
      Lease lease, int block, int length, BlockOrigin origin, Arrival arrival, Reader reader)
      throws IOException;

  /** Tells that the holder of a lease still gets bytes. */
  void progress(Lease lease);

  /** Gives up what is left of a lease, so that the next reader can have it. */
  void abandon(Lease lease);

  /** The sample packs of this owner. */
  PackOwner packs();

  /** What this owner knows about the files whose first group is its own. */
  StatusOwner statuses();

  /** Whether the bytes come from this JVM or from another. */
  boolean isLocal();

  /** The owner in words, for logs and errors. */
  String describe();
}
