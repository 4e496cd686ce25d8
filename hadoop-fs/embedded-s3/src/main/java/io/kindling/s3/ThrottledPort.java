package io.kindling.s3;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port on the loopback interface that passes bytes on to another port as if the answers came from
 * far away. It knows no protocol: what flows back after something was sent is an answer, and its
 * first byte is delayed. Two daemon threads per connection.
 */
public final class ThrottledPort implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ThrottledPort.class);

  /**
   * 5 ms of a connection at 100 MB/s: shorter pieces cost the processor more than their copying.
   */
  private static final int BUFFER_BYTES = 512 << 10;

  private final InetSocketAddress target;
  private final Throttle throttle;
  private final Pacer total;
  private final ServerSocketChannel listener;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

  private ThrottledPort(InetSocketAddress target, Throttle throttle) throws IOException {
    this.target = target;
    this.throttle = throttle;
    this.total = new Pacer(throttle.totalRate());
    this.listener =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
  }

  /**
   * Opens a port in front of an HTTP address.
   *
   * @param target where the bytes go
   * @throws IOException when no port can be bound
   */
  public static ThrottledPort before(URI target, Throttle throttle) throws IOException {
    ThrottledPort port =
        new ThrottledPort(new InetSocketAddress(target.getHost(), target.getPort()), throttle);
    daemon("throttled-port", port::accept);
    return port;
  }

  /** The address that clients use in place of the target's. */
  public URI endpoint() throws IOException {
    InetSocketAddress local = (InetSocketAddress) listener.getLocalAddress();
    return URI.create("http://127.0.0.1:" + local.getPort());
  }

  @Override
  public void close() throws IOException {
    listener.close();
    connections.forEach(Connection::close);
  }

  private void accept() {
    while (listener.isOpen()) {
      SocketChannel client;
      try {
        client = listener.accept();
      } catch (AsynchronousCloseException closed) {
        return;
      } catch (IOException failed) {
        LOG.warn("the throttled port before {} accepts no more: {}", target, failed.toString());
        return;
      }
      new Connection(client).start();
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void waitNanos(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private final class Connection {
    private final SocketChannel client;
    private final Pacer pacer = new Pacer(throttle.connectionRate());
    private volatile boolean asked;
    private volatile @Nullable SocketChannel server;

    Connection(SocketChannel client) {
      this.client = client;
    }

    void start() {
      connections.add(this);
      daemon("throttled-requests", () -> run(this::requests));
    }

    private void requests() throws IOException {
      SocketChannel opened = SocketChannel.open(target);
      server = opened;
      opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      daemon("throttled-answers", () -> run(() -> answers(opened)));
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
      while (client.read(buffer) >= 0) {
        asked = true;
        drain(buffer, opened);
      }
    }

    private void answers(SocketChannel from) throws IOException {
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
      while (from.read(buffer) >= 0) {
        if (asked) {
          asked = false;
          waitNanos(firstByteDelay());
        }
        int bytes = buffer.position();
        long wait = Math.max(pacer.take(bytes), total.take(bytes));
        waitNanos(wait);
        drain(buffer, client);
      }
    }

    private long firstByteDelay() {
      Duration from = throttle.firstByteDelayFrom();
      long spread = throttle.firstByteDelayTo().minus(from).toNanos();
      return from.toNanos() + ThreadLocalRandom.current().nextLong(spread + 1);
    }

    private void drain(ByteBuffer buffer, SocketChannel to) throws IOException {
      buffer.flip();
      while (buffer.hasRemaining()) {
        to.write(buffer);
      }
      buffer.clear();
    }

    private void run(Transfer transfer) {
      try {
        transfer.run();
      } catch (IOException ended) {
        // Either side may go away at any time; the other one learns it by the close below.
        LOG.debug("connection to {} ended: {}", target, ended.toString());
      } finally {
        close();
      }
    }

    void close() {
      connections.remove(this);
      try (SocketChannel toServer = server;
          SocketChannel toClient = client) {
        LOG.trace("closing {} and {}", toClient, toServer);
      } catch (IOException failed) {
        LOG.debug("closing a connection to {}: {}", target, failed.toString());
      }
    }
  }

  private interface Transfer {
    void run() throws IOException;
  }
}
