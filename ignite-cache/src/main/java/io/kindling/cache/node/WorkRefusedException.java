package io.kindling.cache.node;

/** A storage node was asked for what it does not do, or by words that are wrong; it did nothing. */
public final class WorkRefusedException extends WorkFailedException {
  private static final long serialVersionUID = 1L;

  WorkRefusedException(String reason) {
    super(reason);
  }
}
