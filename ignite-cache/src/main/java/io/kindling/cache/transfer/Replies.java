package io.kindling.cache.transfer;

import io.kindling.cache.owner.Lease;
import java.io.IOException;

/** Answers that several kinds of request have in common, without bytes of blocks. */
final class Replies {

  private static final int SMALL = 64;

  private Replies() {}

  /** Sends an answer that is its code alone. */
  static void code(Connection connection, int code) throws IOException {
    var ignored = connection.begin(code, SMALL);
    connection.send();
  }

  static void done(Connection connection) throws IOException {
    code(connection, Operation.DONE);
  }

  static void leased(Connection connection, Lease lease) throws IOException {
    connection
        .begin(Operation.LEASED, SMALL)
        .putLong(lease.token())
        .putInt(lease.first())
        .putInt(lease.count());
    connection.send();
  }
}
