package io.kindling.bigdl.dataset;

import com.intel.analytics.bigdl.tensor.Storage;
import com.intel.analytics.bigdl.tensor.Storage$;
import com.intel.analytics.bigdl.tensor.Tensor;
import com.intel.analytics.bigdl.tensor.Tensor$;
import com.intel.analytics.bigdl.tensor.TensorNumericMath.TensorNumeric;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * BigDL's tensors of floats, made from Java. BigDL is specialised for floats by class tags, and its
 * generic signatures say {@code Object} where Java would say {@code Float}.
 */
@SuppressWarnings({"unchecked", "rawtypes"})
public final class Floats {

  private static final String NUMERIC =
      "com.intel.analytics.bigdl.tensor.TensorNumericMath$TensorNumeric$NumericFloat$";

  private Floats() {}

  /** The class tag that stands for floats. */
  public static ClassTag<Float> tag() {
    return (ClassTag) ClassTag$.MODULE$.Float();
  }

  /** BigDL's arithmetic of floats. */
  public static TensorNumeric<Float> numeric() {
    return Numeric.OF_FLOATS;
  }

  /**
   * A tensor of the first elements of an array, which it keeps.
   *
   * @param sizes of the dimensions
   */
  public static Tensor<Float> tensor(float[] values, int... sizes) {
    Storage<Float> storage = Storage$.MODULE$.apply(values, tag());
    return Tensor$.MODULE$.apply(storage, 1, sizes, strides(sizes), tag(), numeric());
  }

  private static int[] strides(int[] sizes) {
    int[] strides = new int[sizes.length];
    int stride = 1;
    for (int i = sizes.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= sizes[i];
    }
    return strides;
  }

  /** The singleton has a name that javac cannot see. */
  private static final class Numeric {
    static final TensorNumeric<Float> OF_FLOATS = find();

    private static TensorNumeric<Float> find() {
      try {
        return (TensorNumeric<Float>) Class.forName(NUMERIC).getField("MODULE$").get(null);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("this BigDL has no arithmetic of floats", e);
      }
    }
  }
}
