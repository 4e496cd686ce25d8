package io.kindling.cache.node;

import java.io.IOException;

/** A storage node does not do what it was asked to, or could not; the message is its own. */
public final class WorkRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  WorkRefusedException(String reason) {
    super(reason);
  }
}
