package io.kindling.spark.load;

/**
 * How {@link io.kindling.spark.Kindling#load} loads.
 *
 * @param threads fetches at a time in each task
 * @param bandwidth bytes a second that are fetched at most, by all together; 0 for any
 * @param replicas nodes that hold each block at the end; 0 leaves what is set for the path
 */
public record LoadOptions(int threads, long bandwidth, int replicas) {

  private static final int THREADS = 48;

  public LoadOptions {
    if (threads < 1 || bandwidth < 0 || replicas < 0) {
      throw new IllegalArgumentException(
          "threads have to be 1 or more, bandwidth and replicas 0 or more: %d, %d, %d"
              .formatted(threads, bandwidth, replicas));
    }
  }

  /** As fast as it goes. */
  public static LoadOptions defaults() {
    return new LoadOptions(THREADS, 0, 0);
  }

  /** The same with other threads. */
  public LoadOptions withThreads(int each) {
    return new LoadOptions(each, bandwidth, replicas);
  }

  /** The same with a limit. */
  public LoadOptions withBandwidth(long bytesPerSecond) {
    return new LoadOptions(threads, bytesPerSecond, replicas);
  }

  /** The same with replicas. */
  public LoadOptions withReplicas(int nodes) {
    return new LoadOptions(threads, bandwidth, nodes);
  }
}
