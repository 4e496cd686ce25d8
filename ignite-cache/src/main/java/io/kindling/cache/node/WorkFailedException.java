package io.kindling.cache.node;

import java.io.IOException;

/** A storage node could not do what it was asked to; the message is its own. */
public class WorkFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  WorkFailedException(String reason) {
    super(reason);
  }
}
