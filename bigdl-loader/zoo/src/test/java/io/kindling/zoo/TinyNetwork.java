package io.kindling.zoo;

import com.intel.analytics.bigdl.nn.ClassNLLCriterion$mcF$sp;
import com.intel.analytics.bigdl.nn.Linear;
import com.intel.analytics.bigdl.nn.LogSoftMax;
import com.intel.analytics.bigdl.nn.Sequential;
import com.intel.analytics.bigdl.nn.View;
import com.intel.analytics.bigdl.nn.abstractnn.AbstractCriterion;
import com.intel.analytics.bigdl.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.nn.abstractnn.DataFormat;
import com.intel.analytics.bigdl.optim.OptimMethod;
import com.intel.analytics.bigdl.optim.SGD;
import com.intel.analytics.bigdl.optim.SGD$mcF$sp;
import com.intel.analytics.bigdl.tensor.Tensor;
import com.intel.analytics.bigdl.tensor.TensorNumericMath.TensorNumeric;
import com.intel.analytics.bigdl.transform.vision.image.ImageFeature;
import com.intel.analytics.zoo.feature.common.Preprocessing;
import com.intel.analytics.zoo.feature.image.ImageFeatureToTensor;
import com.intel.analytics.zoo.feature.image.ImageMatToTensor;
import com.intel.analytics.zoo.feature.image.RowToImageFeature;
import io.kindling.bigdl.dataset.Floats;
import org.apache.spark.sql.Row;
import scala.reflect.ClassTag;

/** One linear layer, which is enough to tell two colours. */
@SuppressWarnings({"unchecked", "rawtypes"})
final class TinyNetwork {

  private static final ClassTag FLOATS = Floats.tag();
  private static final TensorNumeric NUMERIC = Floats.numeric();

  private TinyNetwork() {}

  static AbstractModule<Activity, Activity, Float> of(int inputs, int classes) {
    return (AbstractModule)
        new Sequential(FLOATS, NUMERIC)
            .add(new View(new int[] {inputs}, FLOATS, NUMERIC))
            .add(
                new Linear(
                    inputs, classes, true, null, null, null, null, null, null, FLOATS, NUMERIC))
            .add(new LogSoftMax(FLOATS, NUMERIC));
  }

  static AbstractCriterion<Activity, Activity, Float> criterion() {
    return (AbstractCriterion) new ClassNLLCriterion$mcF$sp(null, true, true, -1, FLOATS, NUMERIC);
  }

  static OptimMethod<Float> descent(double learningRate) {
    return (OptimMethod)
        new SGD$mcF$sp(
            learningRate, 0, 0, 0, 0, false, new SGD.Default(), null, null, FLOATS, NUMERIC);
  }

  /** The pixels of Spark's image struct as planes of floats. */
  static Preprocessing<Row, Tensor<Float>> fromImageColumn() {
    Preprocessing<Row, ImageFeature> features = new RowToImageFeature(FLOATS, NUMERIC);
    Preprocessing<ImageFeature, ImageFeature> planes =
        new ImageMatToTensor(false, "imageTensor", true, DataFormat.NCHW$.MODULE$, FLOATS, NUMERIC);
    return features
        .$minus$greater(planes)
        .$minus$greater(new ImageFeatureToTensor(FLOATS, NUMERIC));
  }
}
