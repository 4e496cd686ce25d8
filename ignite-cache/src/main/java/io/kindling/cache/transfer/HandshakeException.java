package io.kindling.cache.transfer;

import java.io.IOException;

/** A connection was refused, for a reason that trying again does not mend. */
public final class HandshakeException extends IOException {

  public HandshakeException(String message) {
    super(message);
  }
}
