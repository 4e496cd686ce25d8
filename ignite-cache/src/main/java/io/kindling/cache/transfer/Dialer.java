package io.kindling.cache.transfer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes connections to the members of one cluster. Safe for any number of threads.
 *
 * @param access what proves that this JVM belongs here
 * @param patience how long a member may stay silent
 */
public record Dialer(ClusterAccess access, Duration patience) {

  private static final Logger LOG = LoggerFactory.getLogger(Dialer.class);

  /**
   * Connects by TCP and shakes hands.
   *
   * @throws HandshakeException when the other side refuses
   * @throws IOException when it cannot be reached
   */
  public Connection connect(Endpoint endpoint, Hello hello) throws IOException {
    return connect(endpoint, "", hello);
  }

  /**
   * Connects and shakes hands: over the Unix-domain socket when its file is here, which it is on
   * the server's own host only, else by TCP.
   *
   * @param localSocket path of the socket, empty when there is none
   * @throws HandshakeException when the other side refuses
   * @throws IOException when it cannot be reached
   */
  public Connection connect(Endpoint endpoint, String localSocket, Hello hello) throws IOException {
    Path socket = Path.of(localSocket);
    if (!localSocket.isEmpty() && Files.exists(socket)) {
      try {
        SocketChannel channel = LocalSocket.connect(socket);
        Connection connection = shakeHands(channel, endpoint + " by " + localSocket, hello);
        connection.near(socket.toAbsolutePath().getParent());
        return connection;
      } catch (HandshakeException refused) {
        throw refused;
      } catch (IOException | UnsupportedOperationException failed) {
        LOG.debug("{} is tried by TCP, because {} failed", endpoint, localSocket, failed);
      }
    }
    try {
      return shakeHands(channel(endpoint), endpoint.toString(), hello);
    } catch (HandshakeException refused) {
      throw refused;
    } catch (IOException failed) {
      throw new IOException("cannot connect to " + endpoint + ": " + failed.getMessage(), failed);
    }
  }

  private SocketChannel channel(Endpoint endpoint) throws IOException {
    InetSocketAddress address = new InetSocketAddress(endpoint.host(), endpoint.port());
    if (address.isUnresolved()) {
      throw new IOException("no address is known for host " + endpoint.host());
    }
    SocketChannel channel = SocketChannel.open();
    try {
      channel.socket().connect(address, (int) patience.toMillis());
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      return channel;
    } catch (IOException | RuntimeException failed) {
      channel.close();
      throw failed;
    }
  }

  private Connection shakeHands(SocketChannel channel, String peer, Hello hello)
      throws IOException {
    Connection connection = null;
    try {
      connection = new Connection(channel, peer, patience);
      Handshake.asClient(connection, access, hello);
      connection.proven();
      return connection;
    } catch (IOException | RuntimeException failed) {
      close(channel, connection);
      throw failed;
    }
  }

  private static void close(SocketChannel channel, @Nullable Connection connection)
      throws IOException {
    if (connection != null) {
      connection.close();
    } else {
      channel.close();
    }
  }
}
