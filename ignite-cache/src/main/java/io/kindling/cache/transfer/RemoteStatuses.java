package io.kindling.cache.transfer;

import io.kindling.cache.owner.Answer;
import io.kindling.cache.owner.ChangeFeed;
import io.kindling.cache.owner.Reader;
import io.kindling.cache.owner.StatusOwner;
import io.kindling.cache.status.FileStatusEntry;
import io.kindling.cache.status.StatusPage;
import io.kindling.cache.status.StatusTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
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
  public @Nullable KnownStatus status(String uri, Duration freshness, int most, Reader reader)
      throws IOException {
    byte[] text = uri.getBytes(StandardCharsets.UTF_8);
    return peer.call(
        reader.user(),
        connection -> {
          long asked = System.nanoTime();
          ByteBuffer message = connection.begin(Operation.STATUS, SMALL + text.length);
          Wire.putBytes(message, text);
          message
              .putLong(freshness.toMillis())
              .putInt(most)
              .put((byte) (reader.proof() == Reader.Proof.SHOWN ? 1 : 0));
          connection.send();
          ByteBuffer answer = answer(connection, Operation.KNOWN);
          return answer == null ? null : known(answer, asked, connection, most);
        });
  }

  private static KnownStatus known(ByteBuffer answer, long asked, Connection connection, int most)
      throws IOException {
    long age = answer.getLong();
    boolean refresh = answer.get() == 1;
    boolean bytesFollow = answer.get() == 1;
    long[] held = new long[Math.min(answer.getInt(), answer.remaining() / Long.BYTES)];
    for (int i = 0; i < held.length; i++) {
      held[i] = answer.getLong();
    }
    FileStatusEntry entry = StatusSession.entry(Wire.getLongBytes(answer));
    ByteBuffer content = bytesFollow ? content(entry, connection, most) : null;
    return new KnownStatus(
        entry,
        asked - Duration.ofMillis(age + 1).toNanos(),
        refresh ? StatusTable.Refresh.DUE : StatusTable.Refresh.NOT_YET,
        BitSet.valueOf(held),
        content);
  }

  /** All bytes of a small file; null when they came damaged: a read finds out again, and tells. */
  private static @Nullable ByteBuffer content(
      FileStatusEntry entry, Connection connection, int most) throws IOException {
    if (entry.length() > most) {
      throw new IOException(connection.peer() + " sends a file larger than was asked for");
    }
    ByteBuffer content = ByteBuffer.allocate((int) entry.length());
    ByteBuffer message = connection.receive();
    ReadReply reply =
        ReadReply.receive(
            message.get(), message, connection, entry.version().versionKey(), content);
    if (reply == null || !(reply.answer() instanceof Answer.Data) || content.hasRemaining()) {
      throw new IOException(connection.peer() + " sent no bytes where it said that it would");
    }
    return reply.damaged() == null ? content.flip() : null;
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
  public void giveUp(String uri, Reader reader) throws IOException {
    text(Operation.GIVE_UP, uri, reader);
  }

  @Override
  public void publishListed(StatusPage statuses, long askedNanos, Reader reader)
      throws IOException {
    byte[] bytes = statuses.bytes();
    atOwnersTime(
        reader,
        (connection, owners) -> {
          ByteBuffer message =
              connection
                  .begin(Operation.PUBLISH_LISTED, SMALL + bytes.length)
                  .putLong(owners.incarnation())
                  .putLong(owners.at(askedNanos));
          Wire.putLongBytes(message, bytes);
        });
  }

  @Override
  public void publishPage(
      String folder, long listing, int number, StatusPage page, long askedNanos, Reader reader)
      throws IOException {
    byte[] text = folder.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = page.bytes();
    OwnerClock owners = clock(reader);
    exchange(
        reader,
        connection -> {
          ByteBuffer message =
              connection
                  .begin(Operation.PUBLISH_PAGE, SMALL + text.length + bytes.length)
                  .putLong(owners.incarnation())
                  .putLong(owners.at(askedNanos));
          Wire.putBytes(message, text);
          message
              .putLong(listing)
              .putInt(number)
              .put((byte) (page.position() == StatusPage.Position.LAST ? 1 : 0));
          Wire.putLongBytes(message, bytes);
        });
  }

  @Override
  public void forget(Collection<String> uris, Reader reader) throws IOException {
    List<byte[]> texts = new ArrayList<>(uris.size());
    int room = SMALL;
    for (String uri : uris) {
      byte[] text = uri.getBytes(StandardCharsets.UTF_8);
      texts.add(text);
      room += Short.BYTES + text.length;
    }
    int needed = room;
    exchange(
        reader,
        connection -> {
          ByteBuffer message = connection.begin(Operation.FORGET, needed).putInt(texts.size());
          texts.forEach(text -> Wire.putBytes(message, text));
        });
  }

  @Override
  public void forgetTree(String uri, Reader reader) throws IOException {
    text(Operation.FORGET_TREE, uri, reader);
  }

  private void text(int operation, String uri, Reader reader) throws IOException {
    byte[] text = uri.getBytes(StandardCharsets.UTF_8);
    exchange(
        reader,
        connection -> Wire.putBytes(connection.begin(operation, SMALL + text.length), text));
  }

  @Override
  public @Nullable ListedPage listing(
      String folder, int page, long listing, Duration freshness, Reader reader) throws IOException {
    byte[] text = folder.getBytes(StandardCharsets.UTF_8);
    return peer.call(
        reader.user(),
        connection -> {
          ByteBuffer message = connection.begin(Operation.LIST, SMALL + text.length);
          Wire.putBytes(message, text);
          message.putInt(page).putLong(listing).putLong(freshness.toMillis());
          long asked = System.nanoTime();
          connection.send();
          ByteBuffer answer = answer(connection, Operation.LISTED);
          if (answer == null) {
            return null;
          }
          long found = answer.getLong();
          long askedNanos = asked - Duration.ofMillis(answer.getLong() + 1).toNanos();
          StatusPage.Position position = StatusSession.position(answer.get());
          StatusPage entries = StatusPage.read(Wire.getLongBytes(answer), position);
          return new ListedPage(entries, found, askedNanos);
        });
  }

  @Override
  public ChangeFeed.Changes changes(long watcher, long known, Duration patience, Reader reader)
      throws IOException {
    return peer.call(
        reader.user(),
        connection -> {
          connection
              .begin(Operation.WATCH, SMALL)
              .putLong(watcher)
              .putLong(known)
              .putLong(patience.toMillis());
          connection.send();
          ByteBuffer answer = answer(connection, Operation.CHANGED);
          if (answer == null) {
            throw new IOException(peer.endpoint() + " lets nobody watch for changes");
          }
          long number = answer.getLong();
          boolean everything = answer.get() == 1;
          int count = answer.getInt();
          List<ChangeFeed.Change> changes = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            ChangeFeed.Scope scope =
                answer.get() == 0 ? ChangeFeed.Scope.PATH : ChangeFeed.Scope.TREE;
            changes.add(new ChangeFeed.Change(Wire.getText(answer), scope));
          }
          return new ChangeFeed.Changes(number, everything, changes);
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
      forget(List.of(), reader);
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
