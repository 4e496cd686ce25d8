package io.kindling.cache.client;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.Strength;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** A file of an under store that gives its bytes as far as a test lets it, in pieces of 1,000. */
final class SlowFile implements UnderStoreFile {

  static final String FAILURE = "the line to the store is cut";

  final byte[] content;
  final AtomicInteger fetches = new AtomicInteger();
  final AtomicInteger running = new AtomicInteger();
  final AtomicInteger closings = new AtomicInteger();
  private final FileVersion version;
  private long allowed;
  private int cuts;

  SlowFile(int length, Strength strength) {
    content = new byte[length];
    new Random(length).nextBytes(content);
    version = FileVersion.of("mem://slow", length, "1", strength);
  }

  /** Lets fetches come as far as this position of the file. */
  synchronized void allow(long end) {
    allowed = end;
    notifyAll();
  }

  /** Lets the fetches that have begun fail once they have to wait. */
  synchronized void cut() {
    cuts++;
    notifyAll();
  }

  private synchronized int cuts() {
    return cuts;
  }

  @Override
  public FileVersion version() {
    return version;
  }

  @Override
  public void fetch(long position, long length, ByteSink sink) throws IOException {
    int cutsBefore = cuts();
    fetches.incrementAndGet();
    running.incrementAndGet();
    try {
      for (long at = position; at < position + length; ) {
        int count = awaitAllowed(at, (int) Math.min(1000, position + length - at), cutsBefore);
        sink.accept(content, (int) at, count);
        at += count;
      }
    } finally {
      running.decrementAndGet();
    }
  }

  private synchronized int awaitAllowed(long at, int count, int cutsBefore) throws IOException {
    while (allowed <= at) {
      if (cuts > cutsBefore) {
        throw new IOException(FAILURE);
      }
      try {
        wait();
      } catch (InterruptedException interrupted) {
        throw new IOException(interrupted);
      }
    }
    return (int) Math.min(count, allowed - at);
  }

  @Override
  public void checkReadable() {}

  @Override
  public void checkUnchanged() {}

  @Override
  public void close() {
    closings.incrementAndGet();
  }
}
