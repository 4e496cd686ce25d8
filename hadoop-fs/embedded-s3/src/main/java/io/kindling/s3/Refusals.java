package io.kindling.s3;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import org.jspecify.annotations.Nullable;

/**
 * Keys that a server answers with an error status, to try how a reader takes it. Any thread; it
 * works from the next request on.
 */
public final class Refusals {

  private final Map<String, Integer> statusByPrefix = new ConcurrentHashMap<>();

  Refusals() {}

  /**
   * Answers every request for a key that begins with {@code keyPrefix} by an error.
   *
   * @param keyPrefix begin of the keys in any bucket, without a leading slash
   * @param status an HTTP error status, such as 403, 404 or 503
   */
  public void refuse(String keyPrefix, int status) {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException(
          "status " + status + " is no error; take one from 400 to 599");
    }
    statusByPrefix.put(keyPrefix, status);
  }

  /** Answers all keys again. */
  public void clear() {
    statusByPrefix.clear();
  }

  void check(@Nullable String key) {
    if (key == null || statusByPrefix.isEmpty()) {
      return;
    }
    statusByPrefix.forEach(
        (prefix, status) -> {
          if (key.startsWith(prefix)) {
            throw S3Exceptions.fromStatusCode(status);
          }
        });
  }
}
