package io.kindling.cache.owner;

import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.pack.PackBlocks;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The packs of an owner as readers see them, in this JVM or in another. Safe for any thread.
 *
 * <p>A pack is leased, made and stored as a whole. It is given to readers who may read all its
 * sources: a pack earns nobody a grant, its sources do.
 */
public interface PackOwner {

  /**
   * Asks for a pack.
   *
   * @param room where another JVM's bytes go; not used by the owner in this JVM
   * @return {@link Answer.Held}, of which nobody has looked whether it is the whole pack; {@link
   *     Answer.Leased} on all its blocks: make it; {@link Answer.Alone}, {@link
   *     Answer.ProofWanted}, {@link Answer.Busy}, {@link Answer.Moved}
   * @throws OwnerUnavailableException when this owner cannot be asked now
   * @throws DamagedBlockException when a block came with another checksum than the owner has for it
   */
  Answer read(PackBlocks pack, Reader reader, Room room) throws IOException;

  /**
   * Hands over a pack that was made under a lease, as a whole. Ends the lease, whatever becomes of
   * the pack, unless it throws.
   *
   * @param bytes of the pack, from position to limit
   * @param origin what the pack is accounted under
   * @throws io.kindling.cache.store.StoreFullException when the owner does not keep it, for want of
   *     room, by its path's policy, or because the lease was taken back
   * @throws IOException when the owner could not be asked
   */
  void put(Lease lease, PackBlocks pack, ByteBuffer bytes, BlockOrigin origin, Reader reader)
      throws IOException;

  /**
   * Drops what is held of a pack that turned out to be of no use.
   *
   * @param checksum of the first block as it was read, so that a pack that was made anew meanwhile
   *     stays
   */
  void discard(PackBlocks pack, int checksum, Reader reader) throws IOException;

  /** Memory for packs of other JVMs. */
  @FunctionalInterface
  interface Room {
    /** A buffer of so many bytes at least, cleared. */
    Lent take(int bytes);
  }

  /**
   * A buffer that is lent.
   *
   * @param giveBack to be run once, when nobody uses it any more
   */
  record Lent(ByteBuffer buffer, Runnable giveBack) {}
}
