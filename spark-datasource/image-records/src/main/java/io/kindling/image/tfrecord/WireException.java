package io.kindling.image.tfrecord;

/** Bytes that are no message; the text says what was found. */
final class WireException extends Exception {
  private static final long serialVersionUID = 1L;

  WireException(String found) {
    super(found, null, false, false);
  }
}
