package io.kindling.command.output;

import io.kindling.cache.thread.DaemonThreads;
import io.kindling.hadoop.load.LoadProgress;
import java.io.PrintWriter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Shows how far a job is while it runs: a bar on a terminal, else a line now and then. */
public final class ProgressDisplay implements AutoCloseable {

  /** How progress is shown. */
  public enum Style {
    /** A bar on a terminal, lines elsewhere. */
    AUTO,
    BAR,
    LINES,
    NONE
  }

  /** What {@code bin/kindling} sets when standard error is a terminal. */
  private static final String TERMINAL = "kindling.terminal";

  private static final int BAR_WIDTH = 30;
  private static final long BAR_MILLIS = 200;
  private static final long LINE_MILLIS = 5_000;

  private final PrintWriter out;
  private final LoadProgress progress;
  private final Style style;
  private final boolean bar;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("kindling-load-progress"));
  private int widest;

  public ProgressDisplay(PrintWriter out, LoadProgress progress, Style style) {
    this.out = out;
    this.progress = progress;
    this.style = style;
    this.bar = style == Style.BAR || (style == Style.AUTO && Boolean.getBoolean(TERMINAL));
  }

  /** Shows from now on. */
  public void start() {
    if (style != Style.NONE) {
      long period = bar ? BAR_MILLIS : LINE_MILLIS;
      var ignored = thread.scheduleAtFixedRate(this::show, period, period, TimeUnit.MILLISECONDS);
    }
  }

  /** How far a job is, in one line for people. */
  public static String line(LoadProgress progress) {
    double seconds = Math.max(0.001, progress.elapsed().toMillis() / 1000.0);
    long fetched = Math.max(0, progress.bytesDone() - progress.bytesThere());
    return "%s of %s%s (%s), %d of %d files, %s/s, %.0f files/s%s"
        .formatted(
            Quantities.bytes(progress.bytesDone()),
            Quantities.bytes(progress.bytes()),
            progress.isListed() ? "" : " so far",
            Quantities.percent(progress.bytesDone(), progress.bytes()),
            progress.filesDone(),
            progress.files(),
            Quantities.bytes((long) (fetched / seconds)),
            progress.filesDone() / seconds,
            progress.filesFailed() == 0 ? "" : ", " + progress.filesFailed() + " failed");
  }

  private synchronized void show() {
    if (!bar) {
      out.println(line(progress));
      out.flush();
      return;
    }
    int full = (int) (progress.part() * BAR_WIDTH);
    String line = "[" + "#".repeat(full) + " ".repeat(BAR_WIDTH - full) + "] " + line(progress);
    widest = Math.max(widest, line.length());
    out.print("\r" + line + " ".repeat(widest - line.length()));
    out.flush();
  }

  /** The bar gives way to what comes next. */
  @Override
  public synchronized void close() {
    thread.shutdownNow();
    if (bar && widest > 0) {
      out.print("\r" + " ".repeat(widest) + "\r");
      out.flush();
    }
  }
}
