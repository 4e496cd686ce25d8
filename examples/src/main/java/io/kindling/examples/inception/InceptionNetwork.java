package io.kindling.examples.inception;

import com.intel.analytics.bigdl.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dataset.MiniBatch;
import com.intel.analytics.bigdl.models.inception.Inception_v1_NoAuxClassifier;
import com.intel.analytics.bigdl.nn.ClassNLLCriterion$mcF$sp;
import com.intel.analytics.bigdl.nn.Module;
import com.intel.analytics.bigdl.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.optim.DistriOptimizer;
import com.intel.analytics.bigdl.optim.OptimMethod;
import com.intel.analytics.bigdl.optim.OptimMethod$;
import com.intel.analytics.bigdl.optim.SGD;
import com.intel.analytics.bigdl.optim.SGD$mcF$sp;
import com.intel.analytics.bigdl.optim.Top1Accuracy;
import com.intel.analytics.bigdl.optim.Top5Accuracy;
import com.intel.analytics.bigdl.optim.ValidationMethod;
import com.intel.analytics.bigdl.tensor.TensorNumericMath.TensorNumeric;
import io.kindling.bigdl.dataset.Floats;
import scala.reflect.ClassTag;

/**
 * BigDL's own Inception v1 with the recipe of BigDL's own example.
 *
 * <p>BigDL is written in Scala and specialised for floats by name, hence the class names with
 * dollar signs and the raw types: its generic signatures say {@code Object} where Java would say
 * {@code Float}.
 */
@SuppressWarnings({"unchecked", "rawtypes"})
public final class InceptionNetwork {

  private static final double MOMENTUM = 0.9;
  private static final double POLY_POWER = 0.5;
  private static final ClassTag FLOATS = Floats.tag();
  private static final TensorNumeric NUMERIC = Floats.numeric();

  private InceptionNetwork() {}

  /** A fresh network, built layer by layer. */
  public static AbstractModule<Activity, Activity, Float> plain(int classes) {
    return (AbstractModule) Inception_v1_NoAuxClassifier.apply(classes, true);
  }

  /** A fresh network, built as a graph. */
  static AbstractModule<Activity, Activity, Float> graph(int classes) {
    return (AbstractModule) Inception_v1_NoAuxClassifier.graph(classes, true);
  }

  /** A network that BigDL wrote at a checkpoint. */
  static AbstractModule<Activity, Activity, Float> stored(String path) {
    return Module.load(path, FLOATS);
  }

  /** The state of a descent that BigDL wrote at a checkpoint. */
  static OptimMethod<Float> storedDescent(String path) {
    return OptimMethod$.MODULE$.load(path, FLOATS);
  }

  /** A rate that falls with the square root of what is left of the iterations. */
  public static SGD.LearningRateSchedule schedule(int iterations) {
    return new SGD.Poly(POLY_POWER, iterations);
  }

  /** Gradient descent with momentum. */
  public static OptimMethod<Float> descent(
      double learningRate, double weightDecay, SGD.LearningRateSchedule schedule) {
    return (OptimMethod)
        new SGD$mcF$sp(
            learningRate,
            0,
            weightDecay,
            MOMENTUM,
            0,
            false,
            schedule,
            null,
            null,
            FLOATS,
            NUMERIC);
  }

  /** Top 1 accuracy, and top 5 where there are as many classes. */
  static ValidationMethod<Float>[] accuracies(int classes) {
    ValidationMethod top1 = new Top1Accuracy(FLOATS, NUMERIC);
    return classes < 5
        ? new ValidationMethod[] {top1}
        : new ValidationMethod[] {top1, new Top5Accuracy(FLOATS, NUMERIC)};
  }

  /** What trains a network; when it ends is still to be told. */
  public static DistriOptimizer<Float> trainer(
      AbstractModule<Activity, Activity, Float> network,
      DistributedDataSet<MiniBatch<Float>> batches,
      OptimMethod<Float> descent) {
    DistriOptimizer trainer =
        new DistriOptimizer(
            network,
            (DistributedDataSet) batches,
            new ClassNLLCriterion$mcF$sp(null, true, true, -1, FLOATS, NUMERIC),
            FLOATS,
            NUMERIC);
    trainer.setOptimMethod(descent);
    return trainer;
  }
}
