package io.kindling.image.decode;

import java.io.IOException;

/** A picture that cannot be decoded. The message is one line: the path and the reason. */
public final class UndecodableImageException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String path;
  private final String reason;

  public UndecodableImageException(String path, String reason) {
    super(path + ": " + reason);
    this.path = path;
    this.reason = reason;
  }

  /** The file, as the caller of the decoder named it. */
  public String path() {
    return path;
  }

  /** Why, without the path. */
  public String reason() {
    return reason;
  }
}
