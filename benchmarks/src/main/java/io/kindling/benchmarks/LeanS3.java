package io.kindling.benchmarks;

import io.kindling.s3.Pacer;
import io.kindling.s3.Throttle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An S3 server that costs next to nothing, for figures of those who ask it on the same cores. It
 * answers ListObjectsV2, HeadObject and GetObject in path style for {@link MadeUpBucket}s, checks
 * no signature, and seems as far away as it is told to. A daemon thread for each connection.
 */
final class LeanS3 implements AutoCloseable {

  private static final int PIECE = 256 << 10;
  private static final int CONTENT = 8 << 20;
  private static final int MOST_HEAD = 64 << 10;

  /** What all objects hold: byte {@code i} of them is byte {@code i % CONTENT} of it. */
  private final ByteBuffer content = ByteBuffer.allocateDirect(CONTENT + PIECE);

  private final Throttle throttle;
  private final Pacer total;
  private final ServerSocketChannel listener;

  private LeanS3(Throttle throttle) throws IOException {
    this.throttle = throttle;
    this.total = new Pacer(throttle.totalRate());
    byte[] bytes = new byte[CONTENT];
    new Random(CONTENT).nextBytes(bytes);
    content.put(bytes).put(bytes, 0, PIECE).flip();
    listener =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
  }

  static LeanS3 start(Throttle throttle) throws IOException {
    LeanS3 server = new LeanS3(throttle);
    daemon("lean-s3", server::accept);
    return server;
  }

  URI endpoint() throws IOException {
    InetSocketAddress local = (InetSocketAddress) listener.getLocalAddress();
    return URI.create("http://127.0.0.1:" + local.getPort());
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = listener.accept();
        daemon("lean-s3-connection", () -> serve(client));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      Pacer own = new Pacer(throttle.connectionRate());
      ByteBuffer received = ByteBuffer.allocate(MOST_HEAD);
      for (String head = head(client, received); head != null; head = head(client, received)) {
        LeanAnswer answer = LeanAnswer.to(head);
        waitNanos(firstByteDelay());
        send(client, answer, own);
      }
    } catch (IOException gone) {
      return;
    }
  }

  /** The next request up to its empty line; null when the client has closed the connection. */
  private static @Nullable String head(SocketChannel client, ByteBuffer received)
      throws IOException {
    while (true) {
      String text = StandardCharsets.ISO_8859_1.decode(received.duplicate().flip()).toString();
      int end = text.indexOf("\r\n\r\n");
      if (end >= 0) {
        received.flip().position(end + 4);
        received.compact();
        return text.substring(0, end);
      }
      if (!received.hasRemaining() || client.read(received) < 0) {
        return null;
      }
    }
  }

  private void send(SocketChannel client, LeanAnswer answer, Pacer own) throws IOException {
    ByteBuffer head = ByteBuffer.wrap(answer.head().getBytes(StandardCharsets.ISO_8859_1));
    long at = answer.from();
    do {
      int count = (int) Math.min(PIECE, answer.end() - at);
      waitNanos(Math.max(own.take(count), total.take(count)));
      int start = (int) (at % CONTENT);
      ByteBuffer[] both = {head, content.slice(start, count)};
      while (both[0].hasRemaining() || both[1].hasRemaining()) {
        long ignored = client.write(both);
      }
      at += count;
    } while (at < answer.end());
  }

  private long firstByteDelay() {
    long from = throttle.firstByteDelayFrom().toNanos();
    long spread = throttle.firstByteDelayTo().toNanos() - from;
    return from + ThreadLocalRandom.current().nextLong(spread + 1);
  }

  private static void waitNanos(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
