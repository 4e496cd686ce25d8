package io.kindling.image.options;

import org.jspecify.annotations.Nullable;

/** A read that cannot be done; the message is one line that names the option or the path. */
public final class CachedImagesException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CachedImagesException(String message) {
    super("cachedimages: " + message);
  }

  public CachedImagesException(String message, @Nullable Throwable cause) {
    super("cachedimages: " + message, cause);
  }
}
