package io.kindling.image.write;

import java.io.IOException;

/** A picture that lacks what the format asks for. The message is one line with its path. */
public final class UnwritablePictureException extends IOException {
  private static final long serialVersionUID = 1L;

  public UnwritablePictureException(String path, String reason) {
    super(path + ": " + reason);
  }
}
