package io.kindling.cache.web;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was read in the last hour and the last day, in steps. Takes the same room however long it
 * runs. Safe for any number of threads.
 *
 * <p>It is fed with counters that only rise, by who counts them: one that is seen for the first
 * time counts from then on, and one that is gone takes nothing away.
 */
public final class ReadHistory {

  private static final int MOST_POINTS = 1_440;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  private final Series hour;
  private final Series day;
  private Map<String, MetricsSnapshot> last = new HashMap<>();

  /**
   * What was read in one step.
   *
   * @param millis the end of the step, since 1970
   * @param requested bytes, the sum of the others
   */
  public record Point(
      long millis, long requested, long memory, long disk, long peer, long underStore) {

    Point plus(Point later) {
      return new Point(
          later.millis,
          requested + later.requested,
          memory + later.memory,
          disk + later.disk,
          peer + later.peer,
          underStore + later.underStore);
    }
  }

  /**
   * Steps that follow each other.
   *
   * @param step length of each
   * @param points the oldest first
   */
  public record Steps(Duration step, List<Point> points) {}

  /** How far one looks back. */
  public enum Range {
    HOUR,
    DAY
  }

  /** Empty; {@code interval} is how often it is going to be fed. */
  public ReadHistory(Duration interval) {
    hour = new Series(longest(interval, HOUR), HOUR);
    day = new Series(longest(interval, DAY), DAY);
  }

  private static Duration longest(Duration interval, Duration span) {
    Duration least = span.dividedBy(MOST_POINTS);
    return interval.compareTo(least) >= 0 ? interval : least;
  }

  /**
   * Takes what all have counted until now.
   *
   * @param counters of each, by a name that no other will have
   */
  public synchronized void add(long millis, Map<String, MetricsSnapshot> counters) {
    MetricsSnapshot sum = MetricsSnapshot.zero();
    for (Map.Entry<String, MetricsSnapshot> each : counters.entrySet()) {
      MetricsSnapshot before = last.get(each.getKey());
      if (before != null) {
        sum = sum.plus(each.getValue().minus(before));
      }
    }
    last = new HashMap<>(counters);
    Point point =
        new Point(
            millis,
            sum.get(Metric.REQUESTED_BYTES),
            sum.get(Metric.MEMORY_BYTES),
            sum.get(Metric.DISK_BYTES),
            sum.get(Metric.PEER_BYTES),
            sum.get(Metric.UNDER_STORE_BYTES));
    hour.add(point);
    day.add(point);
  }

  /** The steps of a time, those that have ended. */
  public synchronized Steps steps(Range range) {
    Series series = range == Range.HOUR ? hour : day;
    return new Steps(series.step, new ArrayList<>(series.points));
  }

  /** What was read in so long a time until now, and in how many milliseconds of it. */
  public synchronized Steps lately(Duration span) {
    List<Point> points = new ArrayList<>(hour.points);
    if (points.isEmpty()) {
      return new Steps(hour.step, points);
    }
    long from = points.get(points.size() - 1).millis - span.toMillis();
    points.removeIf(point -> point.millis <= from);
    return new Steps(hour.step, points);
  }

  private static final class Series {

    private final Duration step;
    private final long span;
    private final Deque<Point> points = new ArrayDeque<>();
    private Point open = new Point(0, 0, 0, 0, 0, 0);
    private long openedAt;

    Series(Duration step, Duration span) {
      this.step = step;
      this.span = span.toMillis();
    }

    void add(Point point) {
      if (openedAt == 0) {
        openedAt = point.millis - step.toMillis();
      }
      open = open.plus(point);
      // Half a step early is on time: the one who feeds it is never quite punctual.
      if (point.millis - openedAt >= step.toMillis() - Math.min(500, step.toMillis() / 2)) {
        points.addLast(open);
        openedAt = point.millis;
        open = new Point(0, 0, 0, 0, 0, 0);
      }
      while (points.size() > MOST_POINTS
          || (!points.isEmpty() && points.getFirst().millis < point.millis - span)) {
        Point ignored = points.removeFirst();
      }
    }
  }
}
