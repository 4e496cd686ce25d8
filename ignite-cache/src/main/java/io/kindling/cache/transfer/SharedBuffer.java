package io.kindling.cache.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory through which a storage node answers a client of its own host and user: the node copies
 * the bytes of an answer into it, and the client out of it. That spares the system's two copies,
 * the buffers of a socket and the calls to fill and empty them: less than half the processor time
 * of a Unix-domain socket. Messages still go over the socket, so each side knows when the bytes are
 * the other's to touch: the node's from a request to its answer, the client's from the answer to
 * its next request.
 *
 * <p>A client never maps memory in which blocks are held, only this; and it maps it for reading.
 * The file behind it lies where the socket lies, which only their user may enter, is filled before
 * it is mapped so that its room is really there, and is deleted as soon as the client has it. The
 * memory goes when the collectors of both JVMs have found that the connection is gone.
 *
 * <p>One for each connection, used by the thread that uses the connection.
 */
final class SharedBuffer {

  /** Bytes of an answer that goes this way at most: what stays in the processors' caches. */
  static final int SIZE = 1 << 20;

  /** Answers below this come with their message. */
  static final int LEAST = 8 << 10;

  /** What the names of the files end with. */
  static final String SUFFIX = ".share";

  private static final int ASKED = 0;
  private static final int TAKEN = 1;
  private static final int DECLINED = 2;

  private static final Logger LOG = LoggerFactory.getLogger(SharedBuffer.class);

  private final Path directory;
  private @Nullable Path file;
  private @Nullable MappedByteBuffer bytes;
  private boolean settled;

  /**
   * Nothing is shared yet.
   *
   * @param directory where the node's socket lies
   */
  SharedBuffer(Path directory) {
    this.directory = directory;
  }

  /** What both sides have; null as long as they do not. */
  @Nullable ByteBuffer bytes() {
    return settled ? bytes : null;
  }

  // ---------------------------------------------------------------------- the client's side

  /** Asks the node to share, if it was not asked before. */
  void ask(Connection connection) throws IOException {
    if (settled) {
      return;
    }
    send(connection, ASKED);
    ByteBuffer message = connection.receive();
    if (message.get() == Operation.DONE) {
      bytes = open(Wire.getText(message));
      send(connection, bytes == null ? DECLINED : TAKEN);
      if (connection.receive().get() != Operation.DONE) {
        throw new IOException(connection.peer() + " does not share what it offered");
      }
    }
    settled = true;
  }

  private @Nullable MappedByteBuffer open(String name) {
    Path offered = directory.resolve(name);
    try (FileChannel channel =
        FileChannel.open(offered, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      return channel.size() == SIZE && directory.equals(offered.getParent())
          ? channel.map(FileChannel.MapMode.READ_ONLY, 0, SIZE)
          : null;
    } catch (IOException unusable) {
      LOG.debug("{} is not shared, its bytes come over the socket", offered, unusable);
      return null;
    }
  }

  private static void send(Connection connection, int step) throws IOException {
    connection.begin(Operation.SHARE, 1).put((byte) step);
    connection.send();
  }

  // ---------------------------------------------------------------------- the node's side

  /** Serves a message of {@link #ask}. */
  void serve(ByteBuffer fields, Connection connection) throws IOException {
    int step = fields.get();
    if (step == ASKED) {
      Path offered = offer();
      if (offered == null) {
        var ignored = connection.begin(Operation.MISSING, 1);
      } else {
        Wire.putText(connection.begin(Operation.DONE, 512), offered.getFileName().toString());
      }
    } else {
      settled = bytes != null && step == TAKEN;
      forget();
      var ignored = connection.begin(Operation.DONE, 1);
    }
    connection.send();
  }

  private @Nullable Path offer() {
    forget();
    Path made = directory.resolve(UUID.randomUUID() + SUFFIX);
    try (FileChannel channel =
        FileChannel.open(
            made,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      file = made;
      ByteBuffer zeros = ByteBuffer.allocate(SIZE);
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
      bytes = channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE);
    } catch (IOException unusable) {
      LOG.debug("{} is not shared, its bytes go over the socket", made, unusable);
      forget();
    }
    return file;
  }

  /** Deletes the file, if there is one; who has mapped it keeps its bytes. */
  void forget() {
    Path made = file;
    file = null;
    if (made != null) {
      try {
        boolean ignored = Files.deleteIfExists(made);
      } catch (IOException left) {
        LOG.debug("{} is left to the next node that starts here", made, left);
      }
    }
  }
}
