package io.kindling.cache.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What a {@link Listener} serves. Connections are served side by side, each by one thread. */
public interface Service {

  /** A client passed the handshake. */
  Session open(Hello client);

  /** The requests of one connection, one after the other. */
  interface Session {

    /**
     * Answers one request on the connection.
     *
     * @param operation code of the request
     * @param fields the rest of its message
     * @throws IOException ends the connection
     */
    void serve(int operation, ByteBuffer fields, Connection connection) throws IOException;

    /** The connection ended, however it did. */
    void closed();
  }
}
