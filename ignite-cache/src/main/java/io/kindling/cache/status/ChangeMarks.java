package io.kindling.cache.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which paths were changed and when, so that an answer of an under store that was asked for before
 * a change is not believed after it, whenever it arrives. Safe for any number of threads.
 *
 * <p>Times are those of one clock of the caller's. Paths are texts with slashes between names, be
 * they URIs or not. Memory is bounded: when there are too many marks, the older half is replaced by
 * one moment before which every answer is taken for outdated, which is always on the safe side.
 */
public final class ChangeMarks {

  /** Before every moment of any clock in use. */
  private static final long NEVER = Long.MIN_VALUE;

  private final int most;
  private final Map<String, Long> paths = new ConcurrentHashMap<>();
  private final Map<String, Long> trees = new ConcurrentHashMap<>();
  private volatile long everything = NEVER;

  /**
   * Without marks.
   *
   * @param most marks of single paths, and as many of trees
   */
  public ChangeMarks(int most) {
    this.most = most;
  }

  /** Something was changed at a path. */
  public void changed(String path, long now) {
    mark(paths, path, now);
  }

  /** A path and whatever is or was below it was changed. */
  public void changedTree(String path, long now) {
    mark(trees, withoutSlash(path), now);
  }

  /** Anything may have changed. */
  public synchronized void changedAll(long now) {
    everything = Math.max(everything, now);
    paths.values().removeIf(time -> time <= now);
    trees.values().removeIf(time -> time <= now);
  }

  private void mark(Map<String, Long> marks, String path, long now) {
    marks.merge(path, now, Math::max);
    if (marks.size() > most) {
      forgetHalf(marks);
    }
  }

  private synchronized void forgetHalf(Map<String, Long> marks) {
    if (marks.size() <= most) {
      return;
    }
    List<Long> times = new ArrayList<>(marks.values());
    times.sort(null);
    long median = times.get(times.size() / 2);
    // Raised before the marks go, so that no reader finds neither.
    everything = Math.max(everything, median);
    marks.values().removeIf(time -> time <= median);
  }

  /** Whether an answer about a path may show what was there before a change. */
  public boolean isOutdated(String path, long askedAt) {
    if (askedAt <= everything) {
      return true;
    }
    if (!paths.isEmpty()) {
      Long changed = paths.get(path);
      if (changed != null && askedAt <= changed) {
        return true;
      }
    }
    return !trees.isEmpty() && isInChangedTree(withoutSlash(path), askedAt);
  }

  private boolean isInChangedTree(String path, long askedAt) {
    for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
      Long changed = trees.get(path.substring(0, end));
      if (changed != null && askedAt <= changed) {
        return true;
      }
    }
    return false;
  }

  private static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
