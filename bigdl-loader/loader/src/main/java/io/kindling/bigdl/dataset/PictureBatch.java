package io.kindling.bigdl.dataset;

import com.intel.analytics.bigdl.dataset.MiniBatch;
import com.intel.analytics.bigdl.dataset.MiniBatch$;
import com.intel.analytics.bigdl.dataset.Sample;
import com.intel.analytics.bigdl.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.tensor.Tensor;
import com.intel.analytics.bigdl.tensor.TensorNumericMath.TensorNumeric;
import io.kindling.bigdl.batch.Augmentation;
import io.kindling.bigdl.batch.FilledBatch;
import java.io.Serial;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;

/**
 * A batch that is filled when its pictures are asked for, which who counts a data set never does.
 * Used by one thread until it is filled.
 */
final class PictureBatch implements MiniBatch<Float> {

  private static final long serialVersionUID = 1;

  private final int size;
  private final transient Supplier<MiniBatch<Float>> filler;
  private transient @Nullable MiniBatch<Float> filled;

  PictureBatch(int size, Supplier<MiniBatch<Float>> filler) {
    this.size = size;
    this.filler = filler;
  }

  /** What BigDL trains from a filled batch. */
  static MiniBatch<Float> of(FilledBatch batch, Augmentation augmentation) {
    Tensor<Float> features =
        Floats.tensor(
            batch.features(), batch.size(), 3, augmentation.height(), augmentation.width());
    Tensor<Float> labels = Floats.tensor(batch.labels(), batch.size());
    return MiniBatch$.MODULE$.apply(features, labels, Floats.tag());
  }

  private MiniBatch<Float> filled() {
    MiniBatch<Float> ready = filled;
    if (ready == null) {
      ready = filler.get();
      filled = ready;
    }
    return ready;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public MiniBatch<Float> slice(int offset, int length) {
    return filled().slice(offset, length);
  }

  @Override
  public Activity getInput() {
    return filled().getInput();
  }

  @Override
  public Activity getTarget() {
    return filled().getTarget();
  }

  @Override
  @SuppressWarnings("deprecation")
  public Tensor<Float> data() {
    return filled().data();
  }

  @Override
  @SuppressWarnings("deprecation")
  public Tensor<Float> labels() {
    return filled().labels();
  }

  @Override
  public MiniBatch<Float> set(Seq<Sample<Float>> samples, TensorNumeric<Float> numeric) {
    throw new UnsupportedOperationException("a batch out of the cache is not filled with samples");
  }

  @Serial
  private Object writeReplace() {
    return filled();
  }
}
