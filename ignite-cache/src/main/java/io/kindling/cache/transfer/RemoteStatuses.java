package io.kindling.cache.transfer;

import io.kindling.cache.owner.Answer;
import io.kindling.cache.owner.Reader;
import io.kindling.cache.owner.StatusOwner;
import io.kindling.cache.status.FileStatusEntry;
import io.kindling.cache.status.StatusPage;
import io.kindling.cache.status.StatusTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the owner in another JVM knows about files. Safe for any number of threads.
 *
 * <p><b>Time.</b> Every answer brings the owner's clock as it was between the request and the
 * answer. A status that is published carries the time on <em>that</em> clock when the under store
 * was asked, reckoned too early by at most one exchange; so a message that lies in the buffer of a
 * frozen node for an hour brings a status that is an hour old. The age in an answer is counted from
 * before the request. Neither machine's wall clock matters.
 */
final class RemoteStatuses implements StatusOwner {

  private static final int SMALL = 64;

  private final Peer peer;

  /** The owner's clock as last heard; null until then. */
  private volatile @Nullable OwnerClock clock;

  RemoteStatuses(Peer peer) {
    this.peer = peer;
  }

  @Override
  public @Nullable KnownStatus status(
      String uri, Duration freshness, ByteBuffer target, Reader reader) throws IOException {
    byte[] text = uri.getBytes(StandardCharsets.UTF_8);
    int start = target.position();
    return peer.call(
        reader.user(),
        connection -> {
          target.position(start);
          long asked = System.nanoTime();
          ByteBuffer message = connection.begin(Operation.STATUS, SMALL + text.length);
          Wire.putBytes(message, text);
          message
              .putLong(freshness.toMillis())
              .putInt(target.remaining())
              .put((byte) (reader.proof() == Reader.Proof.SHOWN ? 1 : 0));
          connection.send();
          ByteBuffer answer = answer(connection, Operation.KNOWN);
          return answer == null ? null : known(answer, asked, connection, target);
        });
  }

  private static KnownStatus known(
      ByteBuffer answer, long asked, Connection connection, ByteBuffer target) throws IOException {
    long age = answer.getLong();
    boolean refresh = answer.get() == 1;
    boolean bytesFollow = answer.get() == 1;
    long[] held = new long[Math.min(answer.getInt(), answer.remaining() / Long.BYTES)];
    for (int i = 0; i < held.length; i++) {
      held[i] = answer.getLong();
    }
    FileStatusEntry entry = StatusSession.entry(Wire.getLongBytes(answer));
    if (bytesFollow) {
      int start = target.position();
      ByteBuffer message = connection.receive();
      ReadReply reply =
          ReadReply.receive(
              message.get(), message, connection, entry.version().versionKey(), target);
      if (reply == null || !(reply.answer() instanceof Answer.Data)) {
        throw new IOException(connection.peer() + " sent no bytes where it said that it would");
      }
      if (reply.damaged() != null) {
        // The read that follows finds out again, and tells.
        target.position(start);
      }
    }
    return new KnownStatus(
        entry,
        asked - Duration.ofMillis(age + 1).toNanos(),
        refresh ? StatusTable.Refresh.DUE : StatusTable.Refresh.NOT_YET,
        BitSet.valueOf(held));
  }

  @Override
  public void publish(FileStatusEntry status, long askedNanos, Reader reader) throws IOException {
    byte[] entry = StatusSession.bytes(status);
    atOwnersTime(
        reader,
        (connection, owners) -> {
          ByteBuffer message =
              connection
                  .begin(Operation.PUBLISH, SMALL + entry.length)
                  .putLong(owners.incarnation())
                  .putLong(owners.at(askedNanos));
          Wire.putLongBytes(message, entry);
        });
  }

  @Override
  public void publishListing(String folder, List<StatusPage> pages, long askedNanos, Reader reader)
      throws IOException {
    byte[] text = folder.getBytes(StandardCharsets.UTF_8);
    OwnerClock first = clock(reader);
    long askedAt = first.at(askedNanos);
    for (int i = 0; i < pages.size(); i++) {
      int number = i;
      StatusPage page = pages.get(number);
      byte[] bytes = page.bytes();
      exchange(
          reader,
          connection -> {
            ByteBuffer message =
                connection
                    .begin(Operation.PUBLISH_PAGE, SMALL + text.length + bytes.length)
                    .putLong(first.incarnation())
                    .putLong(askedAt);
            Wire.putBytes(message, text);
            message
                .putInt(number)
                .put((byte) (page.position() == StatusPage.Position.LAST ? 1 : 0));
            Wire.putLongBytes(message, bytes);
          });
    }
  }

  @Override
  public void forget(String uri, Reader reader) throws IOException {
    byte[] text = uri.getBytes(StandardCharsets.UTF_8);
    exchange(
        reader,
        connection -> Wire.putBytes(connection.begin(Operation.FORGET, SMALL + text.length), text));
  }

  @Override
  public @Nullable StatusPage listing(String folder, int page, Duration freshness, Reader reader)
      throws IOException {
    byte[] text = folder.getBytes(StandardCharsets.UTF_8);
    return peer.call(
        reader.user(),
        connection -> {
          ByteBuffer message = connection.begin(Operation.LIST, SMALL + text.length);
          Wire.putBytes(message, text);
          message.putInt(page).putLong(freshness.toMillis());
          connection.send();
          ByteBuffer answer = answer(connection, Operation.LISTED);
          if (answer == null) {
            return null;
          }
          StatusPage.Position position = StatusSession.position(answer.get());
          return StatusPage.read(Wire.getLongBytes(answer), position);
        });
  }

  /** Sends a request that needs the owner's clock, once more when the owner was started anew. */
  private void atOwnersTime(Reader reader, TimedRequest request) throws IOException {
    OwnerClock used = clock(reader);
    exchange(reader, connection -> request.put(connection, used));
    OwnerClock heard = clock(reader);
    if (heard.incarnation() != used.incarnation()) {
      exchange(reader, connection -> request.put(connection, heard));
    }
  }

  private OwnerClock clock(Reader reader) throws IOException {
    OwnerClock heard = clock;
    if (heard == null) {
      // To forget nothing is the cheapest question.
      forget("", reader);
      heard = clock;
    }
    if (heard == null) {
      throw new IOException(peer.endpoint() + " does not tell the time");
    }
    return heard;
  }

  private void exchange(Reader reader, Request request) throws IOException {
    boolean ignored =
        peer.call(
            reader.user(),
            connection -> {
              request.put(connection);
              connection.send();
              return answer(connection, Operation.UNKNOWN) != null;
            });
  }

  /** The fields of an answer behind the clock; null when the owner does not know. */
  private @Nullable ByteBuffer answer(Connection connection, int expected) throws IOException {
    ByteBuffer message = connection.receive();
    int code = message.get();
    if (code != expected && code != Operation.UNKNOWN) {
      throw new IOException(peer.endpoint() + " answered with unexpected code " + code);
    }
    long incarnation = message.getLong();
    clock = new OwnerClock(incarnation, message.getLong() - millis(System.nanoTime()));
    return code == expected ? message : null;
  }

  private static long millis(long nanos) {
    return Math.floorDiv(nanos, 1_000_000L);
  }

  /**
   * The clock of an owner's table.
   *
   * @param offset its least lead over this JVM's milliseconds
   */
  private record OwnerClock(long incarnation, long offset) {

    /** The time on it at a moment here, or somewhat earlier. */
    long at(long nanos) {
      return millis(nanos) + offset - 1;
    }
  }

  /** Puts a request into a connection's message. */
  @FunctionalInterface
  private interface Request {
    void put(Connection connection) throws IOException;
  }

  /** Puts a request that names a time into a connection's message. */
  @FunctionalInterface
  private interface TimedRequest {
    void put(Connection connection, OwnerClock owners) throws IOException;
  }
}
