package io.kindling.cache.client;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.Strength;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** An under store in memory that counts what is asked of it and fails as it is told. */
public final class MemoryUnderStore {

  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Map<String, Integer> generations = new ConcurrentHashMap<>();
  public final List<String> fetches = new CopyOnWriteArrayList<>();
  public final AtomicInteger readableChecks = new AtomicInteger();
  final AtomicInteger changeChecks = new AtomicInteger();
  final AtomicInteger failuresToCome = new AtomicInteger();
  volatile int shortBy;
  volatile CountDownLatch gate = new CountDownLatch(0);
  volatile String forbiddenUser = "";

  public byte[] put(String uri, int length) {
    byte[] bytes = new byte[length];
    new Random(uri.hashCode() + 31L * generations.merge(uri, 1, Integer::sum)).nextBytes(bytes);
    files.put(uri, bytes);
    return bytes;
  }

  public FileVersion version(String uri, Strength strength) throws IOException {
    byte[] bytes = files.get(uri);
    if (bytes == null) {
      throw new FileNotFoundException(uri);
    }
    return FileVersion.of(uri, bytes.length, "generation " + generations.get(uri), strength);
  }

  public UnderStoreFile open(String uri, Strength strength, String user) throws IOException {
    return new OpenFile(version(uri, strength), user);
  }

  private final class OpenFile implements UnderStoreFile {

    private final FileVersion version;
    private final String user;

    OpenFile(FileVersion version, String user) {
      this.version = version;
      this.user = user;
    }

    @Override
    public FileVersion version() {
      return version;
    }

    @Override
    public void fetch(long position, long length, ByteSink sink) throws IOException {
      fetches.add(position + "+" + length);
      checkUser();
      await();
      if (failuresToCome.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IOException("the store is on fire");
      }
      if (version.strength() == Strength.STRONG) {
        compare();
      }
      byte[] bytes = files.get(version.uri());
      int end = (int) (position + length) - shortBy;
      for (int at = (int) position; at < end; at += 1000) {
        sink.accept(bytes, at, Math.min(1000, end - at));
      }
      if (shortBy > 0) {
        throw new EOFException("short");
      }
    }

    private void await() throws IOException {
      try {
        gate.await();
      } catch (InterruptedException interrupted) {
        throw new IOException(interrupted);
      }
    }

    private void checkUser() throws IOException {
      if (user.equals(forbiddenUser)) {
        throw new IOException(user + " may not read " + version.uri());
      }
    }

    private void compare() throws IOException {
      FileVersion now = MemoryUnderStore.this.version(version.uri(), version.strength());
      if (!now.equals(version)) {
        throw new FileChangedException(version, now.identity());
      }
    }

    @Override
    public void checkReadable() throws IOException {
      readableChecks.incrementAndGet();
      checkUser();
    }

    @Override
    public void checkUnchanged() throws IOException {
      changeChecks.incrementAndGet();
      compare();
    }

    @Override
    public void close() {}
  }
}
