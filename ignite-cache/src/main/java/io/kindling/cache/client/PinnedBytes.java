package io.kindling.cache.client;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.store.BlockHandle;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A part of a block in this JVM's memory, without a copy. Stays what it is until it is closed,
 * which may be done from any thread and more than once; after that the memory may be used again.
 *
 * <p>Who forgets to close it leaves that to the garbage collector, which does it when the buffer
 * and all buffers made from it are unreachable. That is counted and logged, because until then the
 * block cannot leave.
 */
public final class PinnedBytes implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PinnedBytes.class);
  private static final Cleaner CLEANER = Cleaner.create();

  private final ByteBuffer bytes;
  private final Pin pin;
  private final Cleaner.Cleanable cleanable;

  PinnedBytes(BlockHandle handle, ByteBuffer bytes, String uri, Metrics metrics) {
    this.bytes = bytes;
    this.pin = new Pin(handle, uri, metrics);
    this.cleanable = CLEANER.register(bytes, pin);
  }

  /** The bytes, read-only and direct, from position 0 to the limit. */
  public ByteBuffer bytes() {
    return bytes;
  }

  @Override
  public void close() {
    pin.release();
    cleanable.clean();
  }

  /** Closes it for somebody who should have done so, and counts that. */
  public void reclaim() {
    cleanable.clean();
  }

  /** The hold on the block; knows nothing of the buffer, so that that can be collected. */
  private static final class Pin implements Runnable {

    private final BlockHandle handle;
    private final String uri;
    private final Metrics metrics;
    private final AtomicBoolean released = new AtomicBoolean();

    Pin(BlockHandle handle, String uri, Metrics metrics) {
      this.handle = handle;
      this.uri = uri;
      this.metrics = metrics;
    }

    void release() {
      if (released.compareAndSet(false, true)) {
        handle.close();
      }
    }

    @Override
    public void run() {
      if (released.compareAndSet(false, true)) {
        handle.close();
        metrics.increment(Metric.ZERO_COPY_LEAKS);
        LOG.warn("a zero-copy buffer of {} was never released by its reader", uri);
      }
    }
  }
}
