package io.kindling.examples.inception;

import com.intel.analytics.bigdl.optim.Trigger;
import com.intel.analytics.bigdl.utils.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends a training when another trigger says so, and notes the loss and the time of each iteration.
 *
 * <p>BigDL asks its end trigger before every iteration and once more after the last one, in the
 * driver and from the thread that called {@code optimize}. Its state then holds the mean loss over
 * the batch of the iteration that has just ended.
 */
public final class IterationLog implements Trigger {

  private static final long serialVersionUID = 1;

  /** Called after each iteration, in the driver. */
  public interface Listener {
    void iterationEnded(int iteration, float loss);
  }

  private final Trigger end;
  private final transient Listener listener;
  private final transient List<Float> losses = new ArrayList<>();
  private transient long firstStart;
  private transient long lastEnd;

  /** A log of a training that ends when a trigger says so. */
  public IterationLog(Trigger end, Listener listener) {
    this.end = end;
    this.listener = listener;
  }

  @Override
  public boolean apply(Table state) {
    int done = state.<Integer>apply("neval") - 1;
    lastEnd = System.nanoTime();
    if (done == 0) {
      firstStart = lastEnd;
    } else if (done > losses.size()) {
      float loss = state.<Float>apply("Loss");
      losses.add(loss);
      listener.iterationEnded(done, loss);
    }
    return end.apply(state);
  }

  /** Mean loss over the batch of each iteration, in order. */
  public List<Float> losses() {
    return List.copyOf(losses);
  }

  /** From the start of the first iteration to the end of the last one. */
  public Duration elapsed() {
    return Duration.ofNanos(lastEnd - firstStart);
  }
}
