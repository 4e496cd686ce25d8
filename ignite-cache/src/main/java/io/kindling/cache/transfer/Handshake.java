package io.kindling.cache.transfer;

import io.kindling.cache.block.BlockLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * The first messages of every connection, after which each side knows that the other has the
 * cluster's secret.
 *
 * <pre>
 * client: HELLO  magic, protocol, cluster id, block size, group size, user, session, nonce
 * server: CHALLENGE nonce           or REFUSED reason
 * client: PROOF  HMAC(secret, "client", client nonce, server nonce)
 * server: WELCOME HMAC(secret, "server", server nonce, client nonce)   or REFUSED reason
 * </pre>
 *
 * The proof is asked for before the sizes are compared, so that only who knows the secret learns
 * them.
 */
final class Handshake {

  static final int MAGIC = 0x4B4E444C;
  static final int PROTOCOL = 2;

  private static final int HELLO = 1;
  private static final int CHALLENGE = 2;
  private static final int PROOF = 3;
  private static final int WELCOME = 4;
  private static final int REFUSED = 5;
  private static final int NONCE = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Handshake() {}

  /** Plays the client's part. */
  static void asClient(Connection connection, ClusterAccess access, Hello hello)
      throws IOException {
    byte[] nonce = nonce();
    ByteBuffer out = connection.begin(HELLO, 4096);
    out.putInt(MAGIC).putShort((short) PROTOCOL);
    Wire.putText(out, access.clusterId());
    out.putInt(access.layout().blockSize()).putLong(access.layout().groupSize());
    Wire.putText(out, hello.user());
    out.putLong(hello.session().getMostSignificantBits());
    out.putLong(hello.session().getLeastSignificantBits());
    Wire.putBytes(out, nonce);
    connection.send();

    byte[] serverNonce = Wire.getBytes(expect(connection, CHALLENGE));
    Wire.putBytes(connection.begin(PROOF, 64), access.proof("client", nonce, serverNonce));
    connection.send();

    byte[] proof = Wire.getBytes(expect(connection, WELCOME));
    if (!MessageDigest.isEqual(proof, access.proof("server", serverNonce, nonce))) {
      throw new HandshakeException(
          connection.peer()
              + " does not know the secret of cluster "
              + access.clusterId()
              + "; it may be an impostor, or fs.cache.cluster.secret differs");
    }
  }

  private static ByteBuffer expect(Connection connection, int code) throws IOException {
    ByteBuffer message = connection.receive();
    int found = message.get();
    if (found == REFUSED) {
      throw new HandshakeException(connection.peer() + " refused: " + Wire.getText(message));
    }
    if (found != code) {
      throw new HandshakeException(
          connection.peer() + " is no Kindling server: unexpected message " + found);
    }
    return message;
  }

  /**
   * Plays the server's part.
   *
   * @throws HandshakeException when the client was refused; it has been told why
   */
  static Hello asServer(Connection connection, ClusterAccess access) throws IOException {
    ByteBuffer message = connection.receive();
    if (message.remaining() < 7 || message.get() != HELLO || message.getInt() != MAGIC) {
      throw refuse(connection, "this port speaks the Kindling transfer protocol only");
    }
    int protocol = message.getShort();
    if (protocol != PROTOCOL) {
      throw refuse(
          connection,
          "protocol %d is spoken here, not %d; use one version of Kindling in the whole cluster"
              .formatted(PROTOCOL, protocol));
    }
    String clusterId = Wire.getText(message);
    BlockLayoutFields sizes = new BlockLayoutFields(message.getInt(), message.getLong());
    Hello hello = new Hello(Wire.getText(message), new UUID(message.getLong(), message.getLong()));
    byte[] clientNonce = Wire.getBytes(message);
    byte[] nonce = nonce();
    Wire.putBytes(connection.begin(CHALLENGE, 64), nonce);
    connection.send();

    ByteBuffer proof = connection.receive();
    if (!clusterId.equals(access.clusterId())) {
      throw refuse(
          connection,
          "this is cluster %s, not %s (fs.cache.cluster.id)"
              .formatted(access.clusterId(), clusterId));
    }
    if (proof.get() != PROOF
        || !MessageDigest.isEqual(
            Wire.getBytes(proof), access.proof("client", clientNonce, nonce))) {
      throw refuse(
          connection,
          "wrong secret for cluster %s (fs.cache.cluster.secret)".formatted(access.clusterId()));
    }
    sizes.compare(connection, access.layout());
    Wire.putBytes(connection.begin(WELCOME, 64), access.proof("server", nonce, clientNonce));
    connection.send();
    return hello;
  }

  private static HandshakeException refuse(Connection connection, String reason)
      throws IOException {
    Wire.putText(connection.begin(REFUSED, 4096), reason);
    connection.send();
    return new HandshakeException(connection.peer() + " was refused: " + reason);
  }

  private static byte[] nonce() {
    byte[] nonce = new byte[NONCE];
    RANDOM.nextBytes(nonce);
    return nonce;
  }

  /** The sizes a client named, before anybody knows that they make sense. */
  private record BlockLayoutFields(int blockSize, long groupSize) {

    void compare(Connection connection, BlockLayout layout) throws IOException {
      if (blockSize != layout.blockSize()) {
        throw refuse(connection, differs("fs.cache.block.size", layout.blockSize(), blockSize));
      }
      if (groupSize != layout.groupSize()) {
        throw refuse(connection, differs("fs.cache.group.size", layout.groupSize(), groupSize));
      }
    }

    private static String differs(String key, long here, long there) {
      return "%s is %d in this cluster, not %d; set it to %d".formatted(key, here, there, here);
    }
  }
}
