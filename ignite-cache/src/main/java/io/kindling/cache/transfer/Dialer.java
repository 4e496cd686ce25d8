package io.kindling.cache.transfer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to the members of one cluster. Safe for any number of threads.
 *
 * @param access what proves that this JVM belongs here
 * @param patience how long a member may stay silent
 */
public record Dialer(ClusterAccess access, Duration patience) {

  /**
   * Connects and shakes hands.
   *
   * @throws HandshakeException when the other side refuses
   * @throws IOException when it cannot be reached
   */
  public Connection connect(Endpoint endpoint, Hello hello) throws IOException {
    InetSocketAddress address = new InetSocketAddress(endpoint.host(), endpoint.port());
    if (address.isUnresolved()) {
      throw new IOException("no address is known for host " + endpoint.host());
    }
    SocketChannel channel = SocketChannel.open();
    Connection connection = null;
    try {
      channel.socket().connect(address, (int) patience.toMillis());
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      connection = new Connection(channel, endpoint.toString(), patience);
      Handshake.asClient(connection, access, hello);
      connection.proven();
      return connection;
    } catch (HandshakeException refused) {
      close(channel, connection);
      throw refused;
    } catch (IOException failed) {
      close(channel, connection);
      throw new IOException("cannot connect to " + endpoint + ": " + failed.getMessage(), failed);
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
