package io.kindling.cache.transfer;

import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.owner.BlockPiece;
import io.kindling.cache.owner.Lease;
import io.kindling.cache.owner.Reader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The way of one block's pieces to its owner in another JVM. */
final class PieceUpload implements Upload.PieceSender {

  private static final int FIELDS = 64;

  private final Peer peer;
  private final Lease lease;
  private final byte[] uri;
  private final long fileLength;
  private final Reader reader;
  private final Consumer<Lease> abandon;

  /**
   * A way.
   *
   * @param abandon tells the owner that nothing more comes
   */
  PieceUpload(Peer peer, Lease lease, BlockOrigin origin, Reader reader, Consumer<Lease> abandon) {
    this.peer = peer;
    this.lease = lease;
    this.uri = origin.uri().getBytes(StandardCharsets.UTF_8);
    this.fileLength = origin.fileLength();
    this.reader = reader;
    this.abandon = abandon;
  }

  @Override
  public @Nullable String send(BlockPiece piece, ByteBuffer bytes) throws IOException {
    String refusal =
        peer.call(
            reader.user(),
            connection -> {
              ByteBuffer message =
                  connection
                      .begin(Operation.PUT, FIELDS + uri.length)
                      .putLong(piece.token())
                      .putLong(piece.block().high())
                      .putLong(piece.block().low())
                      .putInt(piece.block().index())
                      .putInt(piece.length())
                      .putInt(piece.offset())
                      .putInt(piece.count())
                      .putInt(piece.checksum());
              Wire.putBytes(message, uri);
              message.putLong(fileLength);
              connection.send(bytes.position(piece.offset()));
              ByteBuffer answer = connection.receive();
              return answer.get() == Operation.DONE ? "" : Wire.getText(answer);
            });
    return refusal.isEmpty() ? null : refusal;
  }

  @Override
  public void giveUp() {
    abandon.accept(lease);
  }
}
