package io.kindling.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a transfer costs without a cache: who connects sends a count and gets as many bytes, the
 * next ones of a direct buffer that is as large as the benchmark's file, over a blocking channel.
 * The limit that the transfer benchmark compares with.
 */
final class BareServer implements AutoCloseable {

  static final int BYTES = 64 << 20;

  private final ServerSocketChannel server;

  private BareServer(ServerSocketChannel server) {
    this.server = server;
  }

  static BareServer tcp() throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return new BareServer(server).start();
  }

  static BareServer unix() throws IOException {
    Path path = Files.createTempDirectory("kindling-bare").resolve("bare.sock");
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    path.toFile().deleteOnExit();
    path.getParent().toFile().deleteOnExit();
    return new BareServer(server).start();
  }

  /** Port or path. */
  String address() throws IOException {
    SocketAddress address = server.getLocalAddress();
    return address instanceof InetSocketAddress tcp
        ? Integer.toString(tcp.getPort())
        : address.toString();
  }

  private BareServer start() {
    daemon(this::accept);
    return this;
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel channel = server.accept();
        daemon(() -> serve(channel));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private static void serve(SocketChannel channel) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);
    ByteBuffer request = ByteBuffer.allocateDirect(4);
    try (channel) {
      while (true) {
        fill(channel, request.clear());
        int count = request.getInt(0);
        int start = bytes.limit() + count > BYTES ? 0 : bytes.limit();
        bytes.limit(start + count).position(start);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
    } catch (IOException gone) {
      return;
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "bare-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** The client's side of a connection to the address of such a server. */
  static SocketChannel connect(String address) throws IOException {
    if (!address.startsWith("/")) {
      SocketChannel channel =
          SocketChannel.open(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(address)));
      return channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    return SocketChannel.open(UnixDomainSocketAddress.of(address));
  }

  /** Asks for as many bytes as the target takes. */
  static void ask(SocketChannel channel, ByteBuffer request, ByteBuffer target) throws IOException {
    request.clear().putInt(target.remaining()).flip();
    channel.write(request);
    fill(channel, target);
  }

  private static void fill(SocketChannel channel, ByteBuffer target) throws IOException {
    while (target.hasRemaining()) {
      if (channel.read(target) < 0) {
        throw new IOException("the other side is gone");
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
