package io.kindling.image.decode;

/** A header that says nothing we can use; the message becomes the reason for the file's user. */
final class HeaderException extends Exception {
  private static final long serialVersionUID = 1L;

  HeaderException(String reason) {
    super(reason, null, false, false);
  }
}
