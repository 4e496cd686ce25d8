package io.kindling.cache.client;

import java.io.IOException;

/** Nobody wants the rest of a fetch any more. */
final class FetchCancelledException extends IOException {

  private static final long serialVersionUID = 1L;

  FetchCancelledException(String uri) {
    super("the rest of a fetch of " + uri + " was cancelled");
  }
}
