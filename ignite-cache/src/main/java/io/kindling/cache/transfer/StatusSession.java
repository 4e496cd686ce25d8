package io.kindling.cache.transfer;

import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.owner.ChangeFeed;
import io.kindling.cache.owner.LocalStatuses;
import io.kindling.cache.owner.Reader;
import io.kindling.cache.status.FileStatusEntry;
import io.kindling.cache.status.ListingTable;
import io.kindling.cache.status.StatusPage;
import io.kindling.cache.status.StatusTable;
import io.kindling.cache.store.BlockHandle;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Serves what an owner knows about files to one connection; used by its one thread. */
final class StatusSession {

  private static final int SMALL = 64;

  private final LocalStatuses statuses;
  private final Reader unproven;
  private final Metrics metrics;

  StatusSession(LocalStatuses statuses, Reader unproven, Metrics metrics) {
    this.metrics = metrics;
    this.statuses = statuses;
    this.unproven = unproven;
  }

  void serve(int operation, ByteBuffer fields, Connection connection) throws IOException {
    switch (operation) {
      case Operation.STATUS -> status(fields, connection);
      case Operation.PUBLISH -> publish(fields, connection);
      case Operation.PUBLISH_LISTED -> publishListed(fields, connection);
      case Operation.FORGET -> {
        int count = fields.getInt();
        List<String> uris = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          uris.add(Wire.getText(fields));
        }
        statuses.forget(uris, unproven);
        unknown(connection);
      }
      case Operation.WATCH -> watch(fields, connection);
      case Operation.FORGET_TREE -> {
        statuses.forgetTree(Wire.getText(fields), unproven);
        unknown(connection);
      }
      case Operation.GIVE_UP -> {
        statuses.giveUp(Wire.getText(fields), unproven);
        unknown(connection);
      }
      case Operation.PUBLISH_PAGE -> publishPage(fields, connection);
      case Operation.LIST -> list(fields, connection);
      default -> throw new IOException(connection.peer() + " asked for operation " + operation);
    }
  }

  private void status(ByteBuffer fields, Connection connection) throws IOException {
    String uri = Wire.getText(fields);
    Duration freshness = Duration.ofMillis(fields.getLong());
    int most = fields.getInt();
    Reader reader = fields.get() == 1 ? unproven.proven() : unproven;
    StatusTable.Known known = statuses.find(uri, freshness, reader);
    if (known == null) {
      unknown(connection);
      return;
    }
    List<BlockHandle> content = statuses.content(known.entry(), most, reader);
    try {
      byte[] entry = bytes(known.entry());
      long[] held = statuses.held(known.entry()).toLongArray();
      ByteBuffer message =
          begin(connection, Operation.KNOWN, held.length * Long.BYTES + entry.length)
              .putLong(known.age())
              .put((byte) (known.refresh() == StatusTable.Refresh.DUE ? 1 : 0))
              .put((byte) (content.isEmpty() ? 0 : 1))
              .putInt(held.length);
      for (long word : held) {
        message.putLong(word);
      }
      Wire.putLongBytes(message, entry);
      connection.send();
      if (!content.isEmpty()) {
        ReadReply.send(connection, 1, content, 0, 0, (int) known.entry().length(), metrics);
      }
    } finally {
      content.forEach(BlockHandle::close);
    }
  }

  private void publish(ByteBuffer fields, Connection connection) throws IOException {
    long incarnation = fields.getLong();
    long askedAt = fields.getLong();
    FileStatusEntry status = entry(Wire.getLongBytes(fields));
    if (incarnation == statuses.table().incarnation()) {
      statuses.take(status, askedAt, unproven);
    }
    unknown(connection);
  }

  private void publishListed(ByteBuffer fields, Connection connection) throws IOException {
    long incarnation = fields.getLong();
    long askedAt = fields.getLong();
    byte[] page = Wire.getLongBytes(fields);
    if (incarnation == statuses.table().incarnation()) {
      StatusPage listed = StatusPage.read(page, StatusPage.Position.MORE_FOLLOW);
      statuses.takeListed(listed, askedAt, unproven);
    }
    unknown(connection);
  }

  private void publishPage(ByteBuffer fields, Connection connection) throws IOException {
    long incarnation = fields.getLong();
    long askedAt = fields.getLong();
    String folder = Wire.getText(fields);
    long listing = fields.getLong();
    int number = fields.getInt();
    StatusPage.Position position = position(fields.get());
    byte[] page = Wire.getLongBytes(fields);
    if (incarnation == statuses.table().incarnation()) {
      statuses.take(folder, listing, askedAt, number, position, page, unproven);
    }
    unknown(connection);
  }

  private void list(ByteBuffer fields, Connection connection) throws IOException {
    String folder = Wire.getText(fields);
    int number = fields.getInt();
    long listing = fields.getLong();
    Duration freshness = Duration.ofMillis(fields.getLong());
    ListingTable.Page page = statuses.page(folder, number, listing, freshness, unproven);
    if (page == null) {
      unknown(connection);
      return;
    }
    ByteBuffer message = begin(connection, Operation.LISTED, page.bytes().length);
    message
        .putLong(page.id())
        .putLong(statuses.table().clock() - page.askedAt())
        .put((byte) (page.position() == StatusPage.Position.LAST ? 1 : 0));
    Wire.putLongBytes(message, page.bytes());
    connection.send();
  }

  private void watch(ByteBuffer fields, Connection connection) throws IOException {
    long watcher = fields.getLong();
    long known = fields.getLong();
    Duration patience = Duration.ofMillis(fields.getLong());
    ChangeFeed.Changes changes = statuses.changes(watcher, known, patience, unproven);
    List<byte[]> uris = new ArrayList<>();
    int room = 0;
    for (ChangeFeed.Change change : changes.changes()) {
      byte[] uri = change.uri().getBytes(StandardCharsets.UTF_8);
      uris.add(uri);
      room += uri.length + 3;
    }
    ByteBuffer message =
        begin(connection, Operation.CHANGED, room)
            .putLong(changes.number())
            .put((byte) (changes.everything() ? 1 : 0))
            .putInt(uris.size());
    for (int i = 0; i < uris.size(); i++) {
      message.put((byte) changes.changes().get(i).scope().ordinal());
      Wire.putBytes(message, uris.get(i));
    }
    connection.send();
  }

  private void unknown(Connection connection) throws IOException {
    var ignored = begin(connection, Operation.UNKNOWN, 0);
    connection.send();
  }

  /** Starts an answer with the clock by which the client tells the time of what it publishes. */
  private ByteBuffer begin(Connection connection, int code, int room) {
    StatusTable table = statuses.table();
    return connection.begin(code, SMALL + room).putLong(table.incarnation()).putLong(table.clock());
  }

  static StatusPage.Position position(byte last) {
    return last == 1 ? StatusPage.Position.LAST : StatusPage.Position.MORE_FOLLOW;
  }

  static byte[] bytes(FileStatusEntry entry) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    entry.writeTo(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  static FileStatusEntry entry(byte[] bytes) throws IOException {
    return FileStatusEntry.readFrom(new DataInputStream(new ByteArrayInputStream(bytes)));
  }
}
