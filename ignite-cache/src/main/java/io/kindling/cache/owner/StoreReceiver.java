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
      arriving.show(block);
    }
  }

  @Override
  public void complete() {
    if (arriving.publish(block)) {
      grants.note(reader.proven(), new VersionKey(block.id().high(), block.id().low()));
    }
    open = false;
    block.endWrite();
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
