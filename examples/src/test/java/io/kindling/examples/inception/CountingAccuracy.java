package io.kindling.examples.inception;

import com.intel.analytics.bigdl.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.optim.Top1Accuracy;
import com.intel.analytics.bigdl.optim.ValidationResult;
import io.kindling.bigdl.dataset.Floats;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Top 1 accuracy that counts the pictures it has looked at. BigDL copies methods for its threads,
 * so the count is one for all of this JVM.
 */
final class CountingAccuracy extends Top1Accuracy<Float> {

  private static final long serialVersionUID = 1;
  private static final AtomicLong PICTURES = new AtomicLong();

  @SuppressWarnings("unchecked")
  CountingAccuracy() {
    super(Floats.tag(), Floats.numeric());
  }

  /** Pictures since this was last asked. */
  static long takeCount() {
    return PICTURES.getAndSet(0);
  }

  @Override
  public ValidationResult apply(Activity output, Activity target) {
    PICTURES.addAndGet(target.toTensor(Floats.numeric()).nElement());
    return super.apply(output, target);
  }
}
