package io.kindling.hadoop.write;

import java.util.concurrent.ConcurrentHashMap;

/**
 * The files that this JVM is writing to, of stores that show them to readers before they are
 * closed. What a status says of such a file is too little: readers may see all that was flushed.
 * Any thread.
 */
public final class OpenWrites {

  private static final ConcurrentHashMap<String, Integer> WRITERS = new ConcurrentHashMap<>();

  private OpenWrites() {}

  /**
   * Whether a file is being written to.
   *
   * @param uri its canonical URI
   */
  public static boolean has(String uri) {
    return !WRITERS.isEmpty() && WRITERS.containsKey(uri);
  }

  /** A writer has opened the file, and calls the result once when it has closed it. */
  static Runnable begin(String uri) {
    WRITERS.merge(uri, 1, Integer::sum);
    return () -> WRITERS.computeIfPresent(uri, (file, count) -> count == 1 ? null : count - 1);
  }
}
