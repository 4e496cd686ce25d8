package io.kindling.cache.owner;

import java.io.IOException;

/** An owner cannot be asked now: gone, silent, or left alone after a failure. */
public final class OwnerUnavailableException extends IOException {

  public OwnerUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
