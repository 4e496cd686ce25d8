package io.kindling.cache.node;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.VersionKey;
import io.kindling.cache.cluster.Setting;
import io.kindling.cache.cluster.SettingsMap;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.owner.LocalOwner;
import io.kindling.cache.owner.MovedBlock;
import io.kindling.cache.replica.Replicator;
import io.kindling.cache.store.BlockHandle;
import io.kindling.cache.store.BlockWriter;
import io.kindling.cache.store.ChecksumException;
import io.kindling.cache.store.StoreFullException;
import io.kindling.cache.transfer.Connection;
import io.kindling.cache.transfer.Hello;
import io.kindling.cache.transfer.Service;
import io.kindling.cache.transfer.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a storage node serves: to readers what the block service serves, to other nodes the blocks
 * that they own now.
 */
final class NodeService implements Service {

  private static final int SMALL = 64;

  private final Service blocks;
  private final LocalOwner owner;
  private final BlockLayout layout;
  private final SettingsMap settings;
  private final Replicator replicator;
  private final OperatorService operators;
  private final ToldCounters told;

  NodeService(
      Service blocks,
      LocalOwner owner,
      BlockLayout layout,
      SettingsMap settings,
      Replicator replicator,
      OperatorService operators,
      ToldCounters told) {
    this.told = told;
    this.operators = operators;
    this.replicator = replicator;
    this.settings = settings;
    this.blocks = blocks;
    this.owner = owner;
    this.layout = layout;
  }

  @Override
  public Session open(Hello client) {
    return new NodeSession(client, blocks.open(client));
  }

  static void putBlock(ByteBuffer message, BlockId id) {
    message.putLong(id.high()).putLong(id.low()).putInt(id.index());
  }

  private static BlockId getBlock(ByteBuffer fields) {
    return new BlockId(fields.getLong(), fields.getLong(), fields.getInt());
  }

  /** The requests of one connection; used by its one thread. */
  private final class NodeSession implements Session {

    private final Hello client;
    private final Session readers;
    private @Nullable BlockWriter offered;
    private @Nullable MovedBlock moving;
    private boolean replica;

    NodeSession(Hello client, Session readers) {
      this.client = client;
      this.readers = readers;
    }

    @Override
    public void serve(int operation, ByteBuffer fields, Connection connection) throws IOException {
      switch (operation) {
        case NodeOperation.TAKE -> take(getBlock(fields), connection);
        case NodeOperation.OFFER -> offer(fields, connection);
        case NodeOperation.GIVE -> give(connection);
        case NodeOperation.SETTINGS -> settings(fields, connection);
        case NodeOperation.WRITE_SETTING -> write(fields, connection);
        case NodeOperation.CLIENT_COUNTERS -> {
          told.add(client.session(), MetricsSnapshot.readFrom(OperatorWire.input(fields)));
          answer(connection, NodeOperation.WANTED);
        }
        case NodeOperation.RATES -> ReplicaExchange.answerRates(replicator, fields, connection);
        case NodeOperation.RELEASE -> ReplicaExchange.answerRelease(replicator, fields, connection);
        default -> {
          if (!operators.serve(operation, fields, connection)) {
            readers.serve(operation, fields, connection);
          }
        }
      }
    }

    private void take(BlockId id, Connection connection) throws IOException {
      try (BlockHandle handle = owner.store().acquire(id)) {
        if (handle == null) {
          answer(connection, NodeOperation.MISSING);
          return;
        }
        BlockOrigin origin = owner.moving().origin(new VersionKey(id.high(), id.low()));
        byte[] moved = owner.moving().describe(id, origin, handle).toBytes();
        Wire.putLongBytes(connection.begin(NodeOperation.HELD, SMALL + moved.length), moved);
        connection.send(handle.views(0, handle.length()));
      }
    }

    private void offer(ByteBuffer fields, Connection connection) throws IOException {
      drop();
      replica = fields.get() == BlockExchange.Role.REPLICA.ordinal();
      MovedBlock moved = MovedBlock.fromBytes(Wire.getLongBytes(fields));
      if (moved.length() > layout.blockSize()) {
        throw new IOException(connection.peer() + " offers a block of " + moved.length());
      }
      try {
        offered = owner.moving().inherit(moved);
        moving = moved;
      } catch (StoreFullException full) {
        answer(connection, NodeOperation.MISSING);
        return;
      }
      if (offered == null && replica) {
        replicator.took(moved);
      }
      answer(connection, offered == null ? NodeOperation.HAD : NodeOperation.WANTED);
    }

    private void give(Connection connection) throws IOException {
      BlockWriter writer = offered;
      MovedBlock moved = moving;
      if (writer == null || moved == null) {
        throw new IOException(connection.peer() + " sends a block that is not wanted");
      }
      try {
        Connection.Payload payload = connection.payload(writer.length());
        while (writer.written() < writer.length()) {
          int ignored = writer.writeFrom(payload);
        }
        writer.publish(moved.checksum()).close();
        if (replica) {
          replicator.took(moved);
        } else {
          owner.moving().inherited(moved.id());
        }
        answer(connection, NodeOperation.WANTED);
      } catch (ChecksumException damaged) {
        answer(connection, NodeOperation.MISSING);
      } finally {
        drop();
      }
    }

    private void settings(ByteBuffer fields, Connection connection) throws IOException {
      long digest = fields.getLong();
      var ignored = settings.merge(SettingsExchange.read(fields));
      boolean same = digest == settings.digest();
      byte[] bytes = SettingsExchange.bytes(same ? List.of() : settings.all());
      connection.begin(NodeOperation.WANTED, bytes.length).put(bytes);
      connection.send();
    }

    private void write(ByteBuffer fields, Connection connection) throws IOException {
      String key = Wire.getText(fields);
      boolean removes = fields.get() == Setting.Kind.REMOVED.ordinal();
      byte[] value = new byte[fields.remaining()];
      fields.get(value);
      try {
        var ignored = removes ? settings.remove(key) : settings.put(key, value);
        answer(connection, NodeOperation.WANTED);
      } catch (IllegalArgumentException | IOException refused) {
        String reason = String.valueOf(refused.getMessage());
        Wire.putText(connection.begin(NodeOperation.REFUSED, 4 * reason.length() + 2), reason);
        connection.send();
      }
    }

    private void drop() {
      if (offered != null) {
        offered.close();
        offered = null;
      }
    }

    private void answer(Connection connection, int code) throws IOException {
      var ignored = connection.begin(code, SMALL);
      connection.send();
    }

    @Override
    public void closed() {
      drop();
      readers.closed();
    }
  }
}
