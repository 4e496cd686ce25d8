package io.kindling.hadoop.status;

import java.util.concurrent.ConcurrentHashMap;

/**
 * The files that this JVM is changing, of stores that show them to readers meanwhile. What a status
 * says of a file that is being written is too little: readers may see all that was flushed. HDFS
 * cuts a file within a block some seconds after it was told to, and until then shows the length of
 * before. Any thread.
 */
public final class OpenWrites {

  private static final ConcurrentHashMap<String, Integer> WRITERS = new ConcurrentHashMap<>();

  /** The lengths that files will have. */
  private static final ConcurrentHashMap<String, Long> CUTS = new ConcurrentHashMap<>();

  private OpenWrites() {}

  /** Whether nothing is being changed. */
  public static boolean isEmpty() {
    return WRITERS.isEmpty() && CUTS.isEmpty();
  }

  /**
   * Whether a file is being changed.
   *
   * @param uri its canonical URI
   */
  public static boolean has(String uri) {
    return !isEmpty() && (WRITERS.containsKey(uri) || CUTS.containsKey(uri));
  }

  /** The store will cut a file, and shows the new length when it has. */
  public static void cutLater(String uri, long length) {
    CUTS.put(uri, length);
  }

  /** The store shows this length of a file now. */
  public static void shown(String uri, long length) {
    if (!CUTS.isEmpty()) {
      CUTS.remove(uri, length);
    }
  }

  /** A writer has opened the file, and calls the result once when it has closed it. */
  public static Runnable begin(String uri) {
    // No store lets anybody write to a file that it is cutting.
    CUTS.remove(uri);
    WRITERS.merge(uri, 1, Integer::sum);
    return () -> WRITERS.computeIfPresent(uri, (file, count) -> count == 1 ? null : count - 1);
  }
}
