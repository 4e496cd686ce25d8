package io.kindling.examples.inception;

import com.intel.analytics.bigdl.models.lenet.LeNet5;
import com.intel.analytics.bigdl.nn.Narrow$;
import com.intel.analytics.bigdl.nn.Sequential;
import com.intel.analytics.bigdl.nn.Sequential$;
import com.intel.analytics.bigdl.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.nn.abstractnn.Activity;
import io.kindling.bigdl.dataset.Floats;

/** BigDL's LeNet on the green plane of pictures of 28 x 28. */
public final class LeNet {

  /** Side of a picture. */
  public static final int SIDE = 28;

  private static final int PLANES = 2;
  private static final int GREEN = 2;

  private LeNet() {}

  /** A network of fresh weights. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  public static AbstractModule<Activity, Activity, Float> network(int classes) {
    Sequential network = Sequential$.MODULE$.apply(Floats.tag(), Floats.numeric());
    network.add(Narrow$.MODULE$.apply(PLANES, GREEN, 1, Floats.tag(), Floats.numeric()));
    network.add(LeNet5.apply(classes));
    return network;
  }
}
