package io.kindling.cache.web;

import io.kindling.cache.metrics.MetricsSnapshot;
import java.io.IOException;
import java.util.List;

/** What a status page shows and does. Safe for any number of threads. */
public interface PageSource {

  /** The cluster as of a few seconds ago; waits for the first answers at most. */
  ClusterView view() throws IOException;

  /** What was read until now. */
  ReadHistory history();

  /** What this JVM itself has counted. */
  MetricsSnapshot ownCounters();

  /** The options of this process, as anybody may see them. */
  List<ShownOption> options();

  /**
   * Drops what all nodes hold of a path, but for what is pinned.
   *
   * @param path canonical under-store URI, of a folder with a closing slash
   * @return what was done, for people
   */
  String free(String path) throws IOException;

  /** Pins a path: {@link #free}'s path. */
  String pin(String path) throws IOException;

  /** Ends what {@link #pin} did. */
  String unpin(String path) throws IOException;

  /**
   * Ends a load job, wherever it runs.
   *
   * @throws IllegalArgumentException when there is no such job, or it has ended
   */
  String cancelJob(String id) throws IOException;
}
