package io.kindling.cache.placement;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;

/**
 * What everybody needs to know about a storage node.
 *
 * @param identity what placement hashes
 * @param host the name under which Spark and YARN know the host; clients connect to it
 * @param transferPort TCP port of the transfer server, 1 to 65,535
 * @param localSocket path of the transfer server's Unix-domain socket for clients on the same host,
 *     empty when there is none
 * @param executor id of the Spark executor the node lives in, empty for a node of its own
 */
public record StorageNodeInfo(
    NodeIdentity identity, String host, int transferPort, String localSocket, String executor) {

  public StorageNodeInfo {
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(localSocket, "localSocket");
    Objects.requireNonNull(executor, "executor");
    if (host.isBlank()) {
      throw new IllegalArgumentException("storage node " + identity + " has no host");
    }
    if (transferPort < 1 || transferPort > 65_535) {
      throw new IllegalArgumentException(
          "storage node " + identity + " on " + host + " has transfer port " + transferPort);
    }
  }

  /** A node of its own that is reached by TCP. */
  public StorageNodeInfo(NodeIdentity identity, String host, int transferPort) {
    this(identity, host, transferPort, "", "");
  }

  /** Appends the node in the form that {@link #readFrom} reads. */
  public void writeTo(DataOutput output) throws IOException {
    output.writeLong(identity.high());
    output.writeLong(identity.low());
    output.writeUTF(host);
    output.writeShort(transferPort);
    output.writeUTF(localSocket);
    output.writeUTF(executor);
  }

  /**
   * Reads one node.
   *
   * @throws IOException when the input ends early or holds no such node
   */
  public static StorageNodeInfo readFrom(DataInput input) throws IOException {
    NodeIdentity identity = new NodeIdentity(input.readLong(), input.readLong());
    String host = input.readUTF();
    int transferPort = input.readUnsignedShort();
    String localSocket = input.readUTF();
    String executor = input.readUTF();
    try {
      return new StorageNodeInfo(identity, host, transferPort, localSocket, executor);
    } catch (IllegalArgumentException malformed) {
      throw new IOException("no storage node: " + malformed.getMessage(), malformed);
    }
  }

  @Override
  public String toString() {
    return host + ":" + transferPort + " (" + identity + ")";
  }
}
