package io.kindling.cache.pack;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/** A pack that is being filled, in one buffer. For one thread at a time. */
public final class PackDraft implements PackWriter {

  /** Copied in runs, which takes a fraction of the time that single values take. */
  private static final byte[] ZEROS = new byte[64 << 10];

  private final PackKey key;
  private final PackLayout layout;
  private final ByteBuffer buffer;
  private final Runnable progress;
  private int added;
  private boolean lent;

  /**
   * An empty draft.
   *
   * @param buffer {@link #room} bytes or more from position 0; it is cleared
   * @param progress called after each record, and whenever the maker says that it goes on
   */
  public PackDraft(PackKey key, int blockSize, ByteBuffer buffer, Runnable progress) {
    this.key = key;
    this.layout = PackLayout.of(key.shape(), blockSize);
    this.buffer = buffer.clear().limit(room(key, blockSize));
    this.progress = progress;
    zero(buffer.slice());
  }

  /** Bytes that a draft needs. */
  public static int room(PackKey key, int blockSize) {
    return Math.toIntExact(PackLayout.of(key.shape(), blockSize).mostBytes());
  }

  private static void zero(ByteBuffer room) {
    while (room.hasRemaining()) {
      room.put(ZEROS, 0, Math.min(ZEROS.length, room.remaining()));
    }
  }

  @Override
  public ByteBuffer record() {
    return room(Math.toIntExact(layout.record(next())), layout.shape().recordLength());
  }

  @Override
  public ByteBuffer details() {
    return room(layout.entry(next()) + PackLayout.ENTRY, layout.shape().detailLength());
  }

  private ByteBuffer room(int position, int count) {
    lent = true;
    return buffer.slice(position, count);
  }

  private int next() {
    if (added == layout.shape().records()) {
      throw new IllegalStateException(key + " takes no more than " + added + " records");
    }
    return added;
  }

  @Override
  public void add(int source, long recordInSource, double label) {
    Objects.checkIndex(source, key.sources().size());
    int entry = layout.entry(next());
    buffer.putDouble(entry, label).putLong(entry + 8, recordInSource).putInt(entry + 16, source);
    added++;
    lent = false;
    progress.run();
  }

  @Override
  public int added() {
    return added;
  }

  @Override
  public int most() {
    return layout.shape().records();
  }

  @Override
  public void goesOn() {
    progress.run();
  }

  /**
   * Ends the draft.
   *
   * @return the bytes of the pack, position 0 and limit its length, in the draft's buffer
   */
  public ByteBuffer seal() {
    if (lent) {
      // A record that was begun and not added, as of a picture that broke off.
      zero(record());
      zero(details());
    }
    int length = Math.toIntExact(layout.bytes(added));
    ByteBuffer pack = buffer.duplicate().limit(length).position(0);
    PackFormat.seal(key, layout, added, ThreadLocalRandom.current().nextLong(), pack);
    return pack;
  }
}
