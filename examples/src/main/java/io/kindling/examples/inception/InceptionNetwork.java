package io.kindling.examples.inception;

import com.intel.analytics.bigdl.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dataset.MiniBatch;
import com.intel.analytics.bigdl.models.inception.Inception_v1_NoAuxClassifier;
import com.intel.analytics.bigdl.nn.ClassNLLCriterion$mcF$sp;
import com.intel.analytics.bigdl.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.optim.DistriOptimizer;
import com.intel.analytics.bigdl.optim.SGD;
import com.intel.analytics.bigdl.optim.SGD$mcF$sp;
import com.intel.analytics.bigdl.optim.Trigger;
import com.intel.analytics.bigdl.tensor.TensorNumericMath.TensorNumeric;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * BigDL's own Inception v1 with the recipe of BigDL's own example.
 *
 * <p>BigDL is written in Scala and specialised for floats by name, hence the class names with
 * dollar signs and the raw types: its generic signatures say {@code Object} where Java would say
 * {@code Float}.
 */
@SuppressWarnings({"unchecked", "rawtypes"})
final class InceptionNetwork {

  private static final double MOMENTUM = 0.9;
  private static final double POLY_POWER = 0.5;

  private InceptionNetwork() {}

  /** A trainer of a fresh network, which stops when {@code end} says so. */
  static DistriOptimizer trainer(
      DistributedDataSet<MiniBatch<Float>> batches,
      TrialSettings settings,
      double learningRate,
      Trigger end) {
    AbstractModule network = Inception_v1_NoAuxClassifier.apply(settings.classes(), true);
    ClassTag floats = ClassTag$.MODULE$.Float();
    // The singleton for floats has a name that javac cannot see; every float module hands it out.
    TensorNumeric numeric = ((TensorNumeric[]) network.getClassTagNumerics()._2())[0];
    DistriOptimizer trainer =
        new DistriOptimizer(
            network,
            (DistributedDataSet) batches,
            new ClassNLLCriterion$mcF$sp(null, true, true, -1, floats, numeric),
            floats,
            numeric);
    trainer.setOptimMethod(
        new SGD$mcF$sp(
            learningRate,
            0,
            settings.weightDecay(),
            MOMENTUM,
            0,
            false,
            new SGD.Poly(POLY_POWER, settings.iterations()),
            null,
            null,
            floats,
            numeric));
    trainer.setEndWhen(end);
    return trainer;
  }
}
