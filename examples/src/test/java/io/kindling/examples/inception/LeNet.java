package io.kindling.examples.inception;

import com.intel.analytics.bigdl.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dataset.MiniBatch;
import com.intel.analytics.bigdl.models.lenet.LeNet5;
import com.intel.analytics.bigdl.nn.Narrow$;
import com.intel.analytics.bigdl.nn.Sequential;
import com.intel.analytics.bigdl.nn.Sequential$;
import com.intel.analytics.bigdl.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.optim.DistriOptimizer;
import com.intel.analytics.bigdl.optim.Trigger;
import io.kindling.bigdl.dataset.Floats;

/** BigDL's LeNet on the green plane of pictures of 28 x 28. */
@SuppressWarnings({"unchecked", "rawtypes"})
public final class LeNet {

  /** Side of a picture. */
  public static final int SIDE = 28;

  private static final int PLANES = 2;
  private static final int GREEN = 2;

  private LeNet() {}

  /** A network of fresh weights. */
  public static AbstractModule<Activity, Activity, Float> network(int classes) {
    Sequential network = Sequential$.MODULE$.apply(Floats.tag(), Floats.numeric());
    network.add(Narrow$.MODULE$.apply(PLANES, GREEN, 1, Floats.tag(), Floats.numeric()));
    network.add(LeNet5.apply(classes));
    return network;
  }

  /** What trains a network by the recipe of BigDL's Inception example. */
  public static DistriOptimizer<Float> trainer(
      AbstractModule<Activity, Activity, Float> network,
      DistributedDataSet<MiniBatch<Float>> batches,
      TrialSettings settings,
      double learningRate,
      Trigger end) {
    DistriOptimizer<Float> trainer =
        InceptionNetwork.trainer(
            network,
            batches,
            InceptionNetwork.descent(
                learningRate,
                settings.weightDecay(),
                InceptionNetwork.schedule(settings.iterations())));
    trainer.setEndWhen(end);
    return trainer;
  }
}
