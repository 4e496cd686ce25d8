package io.kindling.examples.transfer;

import com.intel.analytics.bigdl.nn.ClassNLLCriterion$mcF$sp;
import com.intel.analytics.bigdl.nn.Linear;
import com.intel.analytics.bigdl.nn.LogSoftMax;
import com.intel.analytics.bigdl.nn.ReLU;
import com.intel.analytics.bigdl.nn.Sequential;
import com.intel.analytics.bigdl.nn.SpatialConvolution;
import com.intel.analytics.bigdl.nn.SpatialMaxPooling;
import com.intel.analytics.bigdl.nn.View;
import com.intel.analytics.bigdl.nn.abstractnn.AbstractCriterion;
import com.intel.analytics.bigdl.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.nn.abstractnn.DataFormat;
import com.intel.analytics.bigdl.optim.Adam;
import com.intel.analytics.bigdl.optim.OptimMethod;
import com.intel.analytics.bigdl.tensor.TensorNumericMath.TensorNumeric;
import io.kindling.bigdl.dataset.Floats;
import scala.reflect.ClassTag;

/**
 * A small network in two parts: features, which are worth keeping, and a classifier on top of them,
 * which is not. Raw types for the reason that BigDL is specialised for floats by name.
 */
@SuppressWarnings({"unchecked", "rawtypes"})
final class FeatureNetwork {

  /** Numbers that describe a picture. */
  static final int FEATURES = 64;

  private static final ClassTag FLOATS = Floats.tag();
  private static final TensorNumeric NUMERIC = Floats.numeric();

  private final Sequential features;
  private final Sequential whole;

  private FeatureNetwork(Sequential features, Sequential whole) {
    this.features = features;
    this.whole = whole;
  }

  /**
   * A fresh network.
   *
   * @param side of the pictures in pixels, a multiple of 16
   * @param classes that the classifier knows
   */
  static FeatureNetwork fresh(int side, int classes) {
    int values = 32 * (side / 16) * (side / 16);
    Sequential features = new Sequential(FLOATS, NUMERIC);
    features.add(convolution(3, 16, 5, 2));
    features.add(new ReLU(false, FLOATS, NUMERIC));
    features.add(pooling());
    features.add(convolution(16, 32, 3, 1));
    features.add(new ReLU(false, FLOATS, NUMERIC));
    features.add(pooling());
    features.add(pooling());
    features.add(new View(new int[] {values}, FLOATS, NUMERIC));
    features.add(linear(values, FEATURES));
    features.add(new ReLU(false, FLOATS, NUMERIC));
    Sequential whole = new Sequential(FLOATS, NUMERIC);
    whole.add(features);
    whole.add(linear(FEATURES, classes));
    whole.add(new LogSoftMax(FLOATS, NUMERIC));
    return new FeatureNetwork(features, whole);
  }

  /** Both parts. */
  AbstractModule<Activity, Activity, Float> whole() {
    return (AbstractModule) whole;
  }

  /** The part that is kept, with what it has learnt. */
  AbstractModule<Activity, Activity, Float> features() {
    return (AbstractModule) features;
  }

  static AbstractCriterion<Activity, Activity, Float> criterion() {
    return (AbstractCriterion) new ClassNLLCriterion$mcF$sp(null, true, true, -1, FLOATS, NUMERIC);
  }

  static OptimMethod<Float> descent(double learningRate) {
    return (OptimMethod) new Adam(learningRate, 0, 0.9, 0.999, 1e-8, FLOATS, NUMERIC);
  }

  private static AbstractModule convolution(int from, int to, int kernel, int stride) {
    int padding = kernel / 2;
    return new SpatialConvolution(
        from,
        to,
        kernel,
        kernel,
        stride,
        stride,
        padding,
        padding,
        1,
        true,
        null,
        null,
        null,
        null,
        null,
        null,
        true,
        DataFormat.NCHW$.MODULE$,
        FLOATS,
        NUMERIC);
  }

  private static AbstractModule pooling() {
    return new SpatialMaxPooling(2, 2, 2, 2, 0, 0, DataFormat.NCHW$.MODULE$, FLOATS, NUMERIC);
  }

  private static AbstractModule linear(int from, int to) {
    return new Linear(from, to, true, null, null, null, null, null, null, FLOATS, NUMERIC);
  }
}
