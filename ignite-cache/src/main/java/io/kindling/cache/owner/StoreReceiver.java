package io.kindling.cache.owner;

import io.kindling.cache.block.VersionKey;

/** Takes a leased block straight into the store. For the thread that may write to the block. */
final class StoreReceiver implements BlockReceiver {

  private final ArrivingBlocks arriving;
  private final GrantTable grants;
  private final ArrivingBlock block;
  private final Arrival arrival;
  private final Reader reader;
  private boolean open = true;
  private boolean earned;

  StoreReceiver(
      ArrivingBlocks arriving,
      GrantTable grants,
      ArrivingBlock block,
      Arrival arrival,
      Reader reader) {
    this.arriving = arriving;
    this.grants = grants;
    this.block = block;
    this.arrival = arrival;
    this.reader = reader;
  }

  @Override
  public void write(byte[] source, int offset, int count) {
    block.writer().write(source, offset, count);
    if (arrival == Arrival.SHOWN_AS_IT_COMES) {
      earnGrant();
      arriving.show(block);
    }
  }

  @Override
  public void complete() {
    earnGrant();
    boolean ignored = arriving.publish(block);
    open = false;
    block.endWrite();
  }

  /**
   * The reader has the store's bytes, so it may read them. Noted before others see the bytes: the
   * next to come may be the same user's.
   */
  private void earnGrant() {
    if (!earned) {
      earned = true;
      grants.note(reader.proven(), new VersionKey(block.id().high(), block.id().low()));
    }
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      arriving.drop(block);
      block.endWrite();
    }
  }
}
