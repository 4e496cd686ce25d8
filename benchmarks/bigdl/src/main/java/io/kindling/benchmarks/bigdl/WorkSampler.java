package io.kindling.benchmarks.bigdl;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Looks some fifty times a second at what the threads of this JVM do, and deals the time between
 * two looks out to the kinds of work that were under way. What is left belongs to none of them.
 */
final class WorkSampler implements AutoCloseable {

  private static final long PAUSE_MILLIS = 20;

  /** Threads that read from owners whatever may change there, which counts as running. */
  private static final String LISTENING = "kindling-watch";

  private final Map<Work, Double> seconds = new EnumMap<>(Work.class);
  private final Thread thread = new Thread(this::run, "work-sampler");
  private volatile boolean closed;

  /** Begins. */
  WorkSampler() {
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    long last = System.nanoTime();
    while (!closed) {
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException ended) {
        return;
      }
      List<Work> seen = new ArrayList<>();
      Thread.getAllStackTraces()
          .forEach(
              (each, stack) -> {
                boolean waits = each.getName().startsWith(LISTENING);
                Work work =
                    each.getState() == Thread.State.RUNNABLE && !waits ? Work.of(stack) : null;
                if (work != null) {
                  seen.add(work);
                }
              });
      long now = System.nanoTime();
      for (Work work : seen) {
        double ignored = seconds.merge(work, (now - last) / 1e9 / seen.size(), Double::sum);
      }
      last = now;
    }
  }

  /** Ends; seconds of each kind of work. */
  Map<Work, Double> end() throws InterruptedException {
    close();
    thread.join();
    return seconds;
  }

  @Override
  public void close() {
    closed = true;
  }
}
