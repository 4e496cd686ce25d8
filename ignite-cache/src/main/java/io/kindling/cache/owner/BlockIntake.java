package io.kindling.cache.owner;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.store.StoreFullException;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Puts blocks that readers fetch under leases into the store: whole from this JVM, in pieces from
 * others. Who brings a block has earned its grant. Safe for any thread.
 */
final class BlockIntake {

  private final LeaseTable leases;
  private final ArrivingBlocks arriving;
  private final GrantTable grants;
  private final KnownVersions versions;

  BlockIntake(
      LeaseTable leases, ArrivingBlocks arriving, GrantTable grants, KnownVersions versions) {
    this.leases = leases;
    this.arriving = arriving;
    this.grants = grants;
    this.versions = versions;
  }

  /** As {@link BlockOwner#receive}. */
  @Nullable BlockReceiver receive(
      Lease lease, int block, int length, BlockOrigin origin, Arrival arrival, Reader reader)
      throws StoreFullException {
    versions.note(lease.block(block), origin);
    ArrivingBlock begun = begin(lease.token(), lease.block(block), length, origin);
    return begun == null || !begun.tryWrite()
        ? null
        : new StoreReceiver(arriving, grants, begun, arrival, reader);
  }

  /**
   * Begins a block under a lease. One that finds no room leaves the lease: who waits for it fetches
   * for itself, and the other blocks of the run go on.
   */
  private @Nullable ArrivingBlock begin(long token, BlockId id, int length, BlockOrigin origin)
      throws StoreFullException {
    try {
      return arriving.begin(token, id, length, origin);
    } catch (StoreFullException full) {
      leases.complete(token, id);
      throw full;
    }
  }

  /** As {@link LocalOwner#take}. */
  @Nullable String take(
      BlockPiece piece, BlockOrigin origin, ReadableByteChannel payload, Reader reader)
      throws IOException {
    ArrivingBlock block;
    if (piece.offset() == 0) {
      versions.note(piece.block(), origin);
    }
    try {
      block =
          piece.offset() == 0
              ? begin(piece.token(), piece.block(), piece.length(), origin)
              : arriving.find(piece.token(), piece.block());
    } catch (StoreFullException full) {
      return full.getMessage();
    }
    if (block == null) {
      return "the lease was taken back";
    }
    String refusal = arriving.take(piece, block, payload);
    if (refusal == null && piece.end() == piece.length() && block.tryWrite()) {
      try {
        // Before others see the block: the next to come may be the same user's.
        grants.note(reader.proven(), new VersionKey(piece.block().high(), piece.block().low()));
        if (!arriving.publish(block)) {
          return "the lease was taken back";
        }
      } finally {
        block.endWrite();
      }
    }
    return refusal;
  }
}
