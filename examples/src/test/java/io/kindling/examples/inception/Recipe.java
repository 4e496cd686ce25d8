package io.kindling.examples.inception;

import com.intel.analytics.bigdl.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dataset.MiniBatch;
import com.intel.analytics.bigdl.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.optim.DistriOptimizer;
import com.intel.analytics.bigdl.optim.Trigger;

/**
 * The descent of BigDL's Inception example, for any network.
 *
 * @param learningRate at the beginning
 * @param iterations after which the rate is zero
 */
public record Recipe(double learningRate, int iterations) {

  private static final double WEIGHT_DECAY = 1e-4;

  /** What trains a network. */
  public DistriOptimizer<Float> trainer(
      AbstractModule<Activity, Activity, Float> network,
      DistributedDataSet<MiniBatch<Float>> batches,
      Trigger end) {
    DistriOptimizer<Float> trainer =
        InceptionNetwork.trainer(
            network,
            batches,
            InceptionNetwork.descent(
                learningRate, WEIGHT_DECAY, InceptionNetwork.schedule(iterations)));
    trainer.setEndWhen(end);
    return trainer;
  }
}
