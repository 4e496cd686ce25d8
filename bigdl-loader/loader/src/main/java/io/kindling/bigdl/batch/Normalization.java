package io.kindling.bigdl.batch;

import java.io.Serializable;
import java.util.Arrays;

/**
 * How bytes of pixels become floats: exactly as BigDL's transformers compute them, whose steps
 * round to single precision between divisions and means. Immutable.
 */
public final class Normalization implements Serializable {

  private static final long serialVersionUID = 1;
  private static final int VALUES = 256;

  /** Red less 123, green less 117, blue less 104: the means of BigDL's Inception example. */
  public static final Normalization BIGDL_IMAGENET = channels(1, 123, 117, 104, 1, 1, 1);

  /** Divided by 255, less torchvision's means, by its deviations: what Zoo's examples use. */
  public static final Normalization ZOO_IMAGENET =
      channels(255, 0.485, 0.456, 0.406, 0.229, 0.224, 0.225);

  /** The bytes as they are, from 0 to 255. */
  public static final Normalization NONE = channels(1, 0, 0, 0, 1, 1, 1);

  /** For blue, green and red in turn, the float of each byte. */
  private final float[] tables;

  /** Subtracted pixel by pixel, blue, green and red interleaved; empty when nothing is. */
  private final float[] pixelMeans;

  private Normalization(float[] tables, float[] pixelMeans) {
    this.tables = tables;
    this.pixelMeans = pixelMeans;
  }

  /**
   * As {@code BytesToBGRImg(divisor)} and {@code BGRImgNormalizer} with the same means and
   * deviations: {@code (byte / divisor - mean) / deviation} for each channel.
   */
  public static Normalization channels(
      float divisor,
      double meanRed,
      double meanGreen,
      double meanBlue,
      double deviationRed,
      double deviationGreen,
      double deviationBlue) {
    requireDivisor("divisor", divisor);
    requireDivisor("deviation of red", deviationRed);
    requireDivisor("deviation of green", deviationGreen);
    requireDivisor("deviation of blue", deviationBlue);
    double[] means = {meanBlue, meanGreen, meanRed};
    double[] deviations = {deviationBlue, deviationGreen, deviationRed};
    float[] tables = new float[3 * VALUES];
    for (int channel = 0; channel < 3; channel++) {
      for (int value = 0; value < VALUES; value++) {
        float scaled = value / divisor;
        tables[channel * VALUES + value] =
            (float) ((scaled - means[channel]) / deviations[channel]);
      }
    }
    return new Normalization(tables, new float[0]);
  }

  /**
   * As {@code BytesToBGRImg(divisor)} and {@code BGRImgPixelNormalizer}: each pixel of the part
   * that is cut out has means of its own.
   *
   * @param means blue, green and red of each pixel, row by row
   */
  public static Normalization pixels(float divisor, float[] means) {
    Normalization scaled = channels(divisor, 0, 0, 0, 1, 1, 1);
    if (means.length == 0 || means.length % 3 != 0) {
      throw new IllegalArgumentException(
          means.length + " means: there are three for each pixel of the part that is cut out");
    }
    return new Normalization(scaled.tables, means.clone());
  }

  private static void requireDivisor(String name, double value) {
    if (value == 0 || !Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "%s is %s: nothing divides by that".formatted(name, value));
    }
  }

  float[] tables() {
    return tables;
  }

  float[] pixelMeans() {
    return pixelMeans;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Normalization same
        && Arrays.equals(same.tables, tables)
        && Arrays.equals(same.pixelMeans, pixelMeans);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(tables) + Arrays.hashCode(pixelMeans);
  }
}
