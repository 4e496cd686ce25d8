package io.kindling.benchmarks;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.Strength;
import io.kindling.cache.client.BlockCache;
import io.kindling.cache.client.CachedFile;
import io.kindling.cache.client.UnderStoreFile;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.node.KindlingProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads of blocks that the storage node of another JVM holds, against the same bytes over a bare
 * socket of the same kind between the same two JVMs, into the same kind of buffer.
 */
final class Transfer implements Benchmark {

  private static final int FILE = BareServer.BYTES;

  @Override
  public String name() {
    return "transfer";
  }

  @Override
  public String description() {
    return "remote hits against a bare socket of the same kind";
  }

  @Override
  public List<Row> run(Scale scale) throws Exception {
    List<Row> rows = new ArrayList<>();
    try (PeerNode peer = PeerNode.start("512m")) {
      measure(rows, scale, peer, peer.bareUnix(), "unix socket");
    }
    try (PeerNode peer = PeerNode.start("512m", CacheOptions.SOCKET_DIRECTORY.key() + "=none")) {
      measure(rows, scale, peer, peer.bareTcp(), "tcp");
    }
    return rows;
  }

  private static void measure(List<Row> rows, Scale scale, PeerNode peer, String bare, String kind)
      throws Exception {
    Map<String, String> options = new HashMap<>(peer.clientOptions());
    options.put(CacheOptions.FAULTS.key(), "strict");
    BlockCache cache =
        KindlingProcess.cache(Settings.read(CacheOptions.ALL, options::get), "benchmark");
    try (CachedFile file = cache.open(new Zeros(), "benchmark");
        SocketChannel channel = BareServer.connect(bare)) {
      ByteBuffer whole = ByteBuffer.allocate(4 << 20);
      for (long at = 0; at < FILE; at += whole.capacity()) {
        file.read(at, whole.clear());
      }
      awaitHandedOver(file, whole);
      for (int size : new int[] {128 << 10, 1 << 20, 4 << 20}) {
        row(rows, scale, file, channel, ByteBuffer.allocateDirect(size), kind);
        row(rows, scale, file, channel, ByteBuffer.allocate(size), kind);
      }
    }
  }

  /** Blocks travel to the node behind the reader's back; wait until it holds them all. */
  private static void awaitHandedOver(CachedFile file, ByteBuffer whole) throws Exception {
    for (int tries = 0; tries < 100; tries++) {
      MetricsSnapshot before = KindlingProcess.metrics();
      for (long at = 0; at < FILE; at += whole.capacity()) {
        file.read(at, whole.clear());
      }
      if (KindlingProcess.metrics().minus(before).get(Metric.PEER_BYTES) == FILE) {
        return;
      }
      Thread.sleep(50);
    }
    throw new IllegalStateException("the node did not take the file's blocks");
  }

  private static void row(
      List<Row> rows,
      Scale scale,
      CachedFile file,
      SocketChannel channel,
      ByteBuffer target,
      String kind)
      throws Exception {
    int size = target.capacity();
    int times = scale.choose(512 << 20, 64 << 20) / size;
    String label =
        "%s, %d KiB, %s".formatted(kind, size >> 10, target.isDirect() ? "direct" : "heap");
    System.err.print(label + " ");
    ByteBuffer request = ByteBuffer.allocateDirect(4);
    Rounds measured =
        new Rounds()
            .add("bare", () -> bare(channel, request, target, times))
            .add("remote", () -> remote(file, target, times));
    measured.warm(2);
    MetricsSnapshot before = KindlingProcess.metrics();
    int rounds = scale.choose(9, 3);
    measured.run(rounds);
    long peerBytes = KindlingProcess.metrics().minus(before).get(Metric.PEER_BYTES);
    if (peerBytes != (long) rounds * times * size) {
      throw new IllegalStateException("only " + peerBytes + " bytes came from the peer");
    }
    rows.add(
        measured.row("remote", "remote hit, " + label, "GB/s", size == 128 << 10 ? 0.5 : 0.85));
  }

  private static double bare(
      SocketChannel channel, ByteBuffer request, ByteBuffer target, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      BareServer.ask(channel, request, target.clear());
    }
    return (double) times * target.capacity() / 1e9;
  }

  private static double remote(CachedFile file, ByteBuffer target, int times) throws IOException {
    long at = 0;
    for (int i = 0; i < times; i++) {
      if (file.read(at, target.clear()) != target.capacity()) {
        throw new IOException("short read at " + at);
      }
      at = (at + target.capacity()) % FILE;
    }
    return (double) times * target.capacity() / 1e9;
  }

  /** A file of zeros that costs nothing to fetch. */
  private static final class Zeros implements UnderStoreFile {

    private final FileVersion version =
        FileVersion.of("memory:///zeros", FILE, "1", Strength.STRONG);

    @Override
    public FileVersion version() {
      return version;
    }

    @Override
    public void fetch(long position, long length, ByteSink sink) throws IOException {
      byte[] zeros = new byte[64 << 10];
      for (long left = length; left > 0; left -= zeros.length) {
        sink.accept(zeros, 0, (int) Math.min(left, zeros.length));
      }
    }

    @Override
    public void checkReadable() {}

    @Override
    public void checkUnchanged() {}

    @Override
    public void close() {}
  }
}
