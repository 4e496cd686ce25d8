package io.kindling.cache.pack;

import java.io.IOException;

/** What is kept under a pack's key is not that pack, or not all of it. */
public final class DamagedPackException extends IOException {

  /** What is wrong. */
  public enum Cause {
    /** Some of its blocks were evicted, or are those of an earlier making. */
    INCOMPLETE,
    /** Its bytes are wrong. */
    DAMAGED
  }

  private final Cause reason;

  DamagedPackException(Cause reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** What is wrong. */
  public Cause reason() {
    return reason;
  }
}
