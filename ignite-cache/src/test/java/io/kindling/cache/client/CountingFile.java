package io.kindling.cache.client;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.Strength;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A file far away that knows how many requests it answers at once. */
final class CountingFile implements UnderStoreFile {

  static final int PIECE = 4000;

  final byte[] bytes;
  final List<Long> starts = new CopyOnWriteArrayList<>();
  final AtomicInteger inFlight = new AtomicInteger();
  final AtomicInteger mostInFlight = new AtomicInteger();
  private final FileVersion version;
  private final int latencyMillis;
  volatile long failsFrom = Long.MAX_VALUE;

  CountingFile(String uri, int length, int latencyMillis) {
    this(uri, length, latencyMillis, Strength.STRONG);
  }

  CountingFile(String uri, int length, int latencyMillis, Strength strength) {
    this.bytes = new byte[length];
    this.latencyMillis = latencyMillis;
    new Random(length).nextBytes(bytes);
    this.version = FileVersion.of(uri, length, "1", strength);
  }

  @Override
  public FileVersion version() {
    return version;
  }

  @Override
  public void fetch(long position, long length, ByteSink sink) throws IOException {
    starts.add(position);
    mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    try {
      Thread.sleep(latencyMillis);
      if (position >= failsFrom) {
        throw new IOException("the store is on fire at " + position);
      }
      for (int at = (int) position; at < position + length; at += PIECE) {
        sink.accept(bytes, at, (int) Math.min(PIECE, position + length - at));
      }
    } catch (InterruptedException unexpected) {
      throw new IOException(unexpected);
    } finally {
      inFlight.decrementAndGet();
    }
  }

  @Override
  public void checkReadable() {}

  @Override
  public void checkUnchanged() {}

  @Override
  public void close() {}
}
