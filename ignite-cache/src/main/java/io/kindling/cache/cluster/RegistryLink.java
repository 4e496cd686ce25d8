package io.kindling.cache.cluster;

import io.kindling.cache.placement.NodeIdentity;
import io.kindling.cache.placement.OwnerTable;
import io.kindling.cache.transfer.Connection;
import io.kindling.cache.transfer.Dialer;
import io.kindling.cache.transfer.Endpoint;
import io.kindling.cache.transfer.Hello;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A node's connection to a seed registry; as long as it is open the registry knows that the node
 * lives. For one thread; {@link #close} may be called from any.
 */
final class RegistryLink implements Closeable {

  private final Connection connection;

  private RegistryLink(Connection connection) {
    this.connection = connection;
  }

  static RegistryLink connect(Dialer dialer, Endpoint registry, Hello hello) throws IOException {
    return new RegistryLink(dialer.connect(registry, hello));
  }

  SeedRegistry.Advice seek() throws IOException {
    var ignored = connection.begin(RegistryMessage.SEEK, 0);
    connection.send();
    return RegistryMessage.getAdvice(expect(RegistryMessage.ADVICE));
  }

  /** Says that the node is a member, and sends its owner table when the registry wants it. */
  SeedRegistry.Verdict sign(NodeIdentity node, Endpoint discovery, long founded, OwnerTable table)
      throws IOException {
    ByteBuffer fields =
        connection.begin(RegistryMessage.SIGN, RegistryMessage.ENDPOINT_ROOM + 4 * Long.BYTES);
    fields.putLong(node.high()).putLong(node.low());
    RegistryMessage.putEndpoint(fields, discovery);
    fields.putLong(founded).putLong(table.epoch());
    SeedRegistry.Verdict verdict = verdict();
    if (verdict == SeedRegistry.Verdict.SEND_TABLE) {
      byte[] bytes = table.toBytes();
      connection.begin(RegistryMessage.SEND_TABLE, bytes.length).put(bytes);
      verdict = verdict();
    }
    return verdict;
  }

  private SeedRegistry.Verdict verdict() throws IOException {
    connection.send();
    return RegistryMessage.getVerdict(expect(RegistryMessage.VERDICT));
  }

  private ByteBuffer expect(int code) throws IOException {
    ByteBuffer message = connection.receive();
    int found = message.get();
    if (found != code) {
      throw new IOException(connection.peer() + " is no seed registry: it answered " + found);
    }
    return message;
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
