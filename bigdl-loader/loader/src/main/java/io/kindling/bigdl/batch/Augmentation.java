package io.kindling.bigdl.batch;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * What is done to each picture when a batch is filled: a part of it is cut out, perhaps mirrored,
 * and its bytes become floats. An immutable value.
 *
 * @param width of the part, in pixels
 * @param height of the part, in pixels
 * @param crop which part
 * @param mirrorThreshold a picture is mirrored when a number drawn between 0 and 1 is not below
 *     this, as BigDL's {@code HFlip} has it; {@link #NEVER_MIRRORED} draws no number
 * @param channels order of the planes
 */
public record Augmentation(
    int width,
    int height,
    Crop crop,
    double mirrorThreshold,
    Normalization normalization,
    ChannelOrder channels)
    implements Serializable {

  /** Threshold above all numbers that are drawn. */
  public static final double NEVER_MIRRORED = 2;

  /** Which part of a picture is taken. */
  public enum Crop {
    /** Drawn anew for each picture and epoch, as BigDL's {@code CropRandom}. */
    RANDOM,
    /** The middle, as BigDL's {@code CropCenter}. */
    CENTER
  }

  public Augmentation {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "a part of %d x %d pixels is none: give a width and height above 0"
              .formatted(width, height));
    }
    if (Double.isNaN(mirrorThreshold) || mirrorThreshold < 0) {
      throw new IllegalArgumentException(
          "mirror threshold %s is below 0".formatted(mirrorThreshold));
    }
    int means = normalization.pixelMeans().length;
    if (means != 0 && means != 3 * width * height) {
      throw new IllegalArgumentException(
          "%d pixel means for a part of %d x %d pixels, which has %d values"
              .formatted(means, width, height, 3 * width * height));
    }
  }

  /** With planes of blue, green and red. */
  public Augmentation(
      int width, int height, Crop crop, double mirrorThreshold, Normalization normalization) {
    this(width, height, crop, mirrorThreshold, normalization, ChannelOrder.BGR);
  }

  /**
   * What BigDL's Inception example trains with: a random part, mirrored half of the time, less
   * BigDL's means.
   *
   * @param side of the part, in pixels
   */
  public static Augmentation training(int side) {
    return new Augmentation(side, side, Crop.RANDOM, 0.5, Normalization.BIGDL_IMAGENET);
  }

  /** What BigDL's Inception example validates with: the middle, less BigDL's means. */
  public static Augmentation validation(int side) {
    return new Augmentation(side, side, Crop.CENTER, NEVER_MIRRORED, Normalization.BIGDL_IMAGENET);
  }

  /** The same with other arithmetic. */
  public Augmentation with(Normalization changed) {
    return new Augmentation(width, height, crop, mirrorThreshold, changed, channels);
  }

  /** The same with planes in another order. */
  public Augmentation with(ChannelOrder changed) {
    return new Augmentation(width, height, crop, mirrorThreshold, normalization, changed);
  }

  /**
   * Makes sure that pictures of a size can be treated so.
   *
   * @throws IllegalArgumentException when they are smaller than the part that is to be cut out
   */
  public void requireFits(int pictureWidth, int pictureHeight) {
    if (width > pictureWidth || height > pictureHeight) {
      throw new IllegalArgumentException(
          "a part of %d x %d pixels cannot be cut out of samples of %d x %d: make larger samples"
                  .formatted(width, height, pictureWidth, pictureHeight)
              + " or cut out less");
    }
  }

  /** Whether a picture is another one each time, as it is in training. */
  public boolean isRandom() {
    return crop == Crop.RANDOM || mirrorThreshold != NEVER_MIRRORED;
  }

  /** Floats of a picture. */
  public int floats() {
    return 3 * width * height;
  }

  /**
   * Fills the floats of a picture by itself.
   *
   * @param bgr rows of interleaved blue, green and red bytes from the position on
   * @param seed decides what is drawn
   * @param target gets {@link #floats} values, plane by plane
   */
  public void fill(ByteBuffer bgr, int pictureWidth, int pictureHeight, long seed, float[] target) {
    PictureFiller filler = new PictureFiller(this, pictureWidth, pictureHeight);
    SplittableRandom random = new SplittableRandom(seed);
    filler.fill(
        bgr, filler.part((from, to) -> from + random.nextDouble() * (to - from)), target, 0);
  }

  /**
   * Draws for a picture, in the order in which BigDL's transformers draw.
   *
   * @param draws numbers for this picture
   * @param pictureWidth not below the part's
   * @param pictureHeight not below the part's
   */
  Part part(Draws draws, int pictureWidth, int pictureHeight) {
    int spareWidth = pictureWidth - width;
    int spareHeight = pictureHeight - height;
    int top;
    int left;
    if (crop == Crop.RANDOM) {
      top = start(draws, spareHeight);
      left = start(draws, spareWidth);
    } else {
      top = spareHeight / 2;
      left = spareWidth / 2;
    }
    boolean mirrored = mirrorThreshold != NEVER_MIRRORED && draws.uniform(0, 1) >= mirrorThreshold;
    return new Part(left, top, mirrored);
  }

  /** BigDL's draw, which never gives 0 unless nothing is to spare; there BigDL reads beyond. */
  private static int start(Draws draws, int spare) {
    return Math.min(spare, (int) Math.ceil(draws.uniform(1e-2, spare)));
  }

  /** Random numbers. */
  @FunctionalInterface
  interface Draws {
    double uniform(double from, double to);
  }

  /**
   * The part that is taken of a picture.
   *
   * @param left pixels left of it
   * @param top rows above it
   * @param mirrored whether right becomes left
   */
  record Part(int left, int top, boolean mirrored) {}
}
