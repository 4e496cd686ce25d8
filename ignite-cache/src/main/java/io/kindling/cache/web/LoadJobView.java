package io.kindling.cache.web;

import java.util.List;

/**
 * A load job.
 *
 * @param id names it
 * @param state RUNNING, or how it ended
 * @param host where it was started
 * @param user who started it
 * @param startedMillis since 1970
 * @param updatedMillis when it was heard of last
 * @param files found so far
 * @param bytes of them
 * @param bytesDone that their owners hold
 * @param paths what it loads
 */
public record LoadJobView(
    String id,
    String state,
    String host,
    String user,
    long startedMillis,
    long updatedMillis,
    long files,
    long filesDone,
    long filesFailed,
    long bytes,
    long bytesDone,
    List<String> paths) {

  public LoadJobView {
    paths = List.copyOf(paths);
  }
}
