package io.kindling.cache.transfer;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.owner.Answer;
import io.kindling.cache.owner.LocalPacks;
import io.kindling.cache.owner.Reader;
import io.kindling.cache.pack.PackBlocks;
import io.kindling.cache.store.BlockHandle;
import io.kindling.cache.store.BlockWriter;
import io.kindling.cache.store.ChecksumException;
import io.kindling.cache.store.StoreFullException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Serves an owner's packs to one connection; used by its one thread. */
final class PackSession {

  private final LocalPacks packs;
  private final BlockLayout layout;
  private final Reader unproven;
  private final Metrics metrics;

  PackSession(LocalPacks packs, BlockLayout layout, Reader unproven, Metrics metrics) {
    this.metrics = metrics;
    this.packs = packs;
    this.layout = layout;
    this.unproven = unproven;
  }

  /** Sends what the owner says, bytes straight from the segments. */
  void read(ByteBuffer fields, Connection connection) throws IOException {
    PackBlocks pack = PackFields.get(fields, layout.blocksPerGroup());
    Reader reader = fields.get() == 1 ? unproven.proven() : unproven;
    List<BlockHandle> held = new ArrayList<>(pack.most());
    Answer instead = packs.find(pack, reader, held);
    if (instead == null) {
      try {
        ReadReply.send(connection, 1, held, pack.first(), 0, Integer.MAX_VALUE, metrics);
      } finally {
        held.forEach(BlockHandle::close);
      }
    } else if (instead instanceof Answer.Leased leased) {
      Replies.leased(connection, leased.lease());
    } else if (instead instanceof Answer.ProofWanted) {
      Replies.code(connection, Operation.PROOF_WANTED);
    } else {
      Replies.code(connection, instead instanceof Answer.Alone ? Operation.ALONE : Operation.BUSY);
    }
  }

  void put(ByteBuffer fields, Connection connection) throws IOException {
    long token = fields.getLong();
    PackBlocks pack = PackFields.get(fields, layout.blocksPerGroup());
    BlockOrigin origin = new BlockOrigin(Wire.getText(fields), fields.getLong());
    int length = fields.getInt();
    if (length < 1 || layout.blocks(length) > pack.most()) {
      throw new IOException("a pack of " + length + " bytes from " + connection.peer());
    }
    int[] checksums = new int[layout.blocks(length)];
    for (int i = 0; i < checksums.length; i++) {
      checksums[i] = fields.getInt();
    }
    Connection.Payload payload = connection.payload(length);
    String refusal = take(token, pack, length, checksums, origin, payload);
    payload.skip();
    if (refusal == null) {
      Replies.done(connection);
    } else {
      Wire.putText(connection.begin(Operation.REFUSED, 8 << 10), refusal);
      connection.send();
    }
  }

  private @Nullable String take(
      long token,
      PackBlocks pack,
      int length,
      int[] checksums,
      BlockOrigin origin,
      Connection.Payload payload)
      throws IOException {
    try {
      packs.put(
          token,
          pack,
          length,
          checksums,
          writer -> receive(writer, payload),
          origin,
          unproven.proven());
      return null;
    } catch (StoreFullException | ChecksumException refused) {
      return refused.getMessage();
    }
  }

  private static void receive(BlockWriter writer, Connection.Payload payload) throws IOException {
    while (writer.written() < writer.length()) {
      if (writer.writeFrom(payload) < 0) {
        throw new EOFException("a pack ended early");
      }
    }
  }

  void discard(ByteBuffer fields, Connection connection) throws IOException {
    PackBlocks pack = PackFields.get(fields, layout.blocksPerGroup());
    packs.discard(pack, fields.getInt(), unproven);
    Replies.done(connection);
  }
}
