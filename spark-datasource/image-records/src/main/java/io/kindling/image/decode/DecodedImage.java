package io.kindling.image.decode;

/**
 * The pixels of one picture: rows from top to bottom without padding, channels interleaved (gray,
 * BGR or BGRA), a byte each. The array is the caller's.
 */
public final class DecodedImage {
  private static final byte[] ELSEWHERE = {};

  private final int width;
  private final int height;
  private final int channels;
  private final byte[] data;

  /**
   * @param data as many bytes as width, height and channels make, taken over and not copied
   */
  public DecodedImage(int width, int height, int channels, byte[] data) {
    if ((long) width * height * channels != data.length) {
      throw new IllegalArgumentException(
          String.format(
              "%d x %d pixels of %d channels are not %d bytes",
              width, height, channels, data.length));
    }
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.data = data;
  }

  private DecodedImage(int width, int height, int channels) {
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.data = ELSEWHERE;
  }

  /** A picture whose pixels are kept elsewhere: its {@link #data} is empty. */
  public static DecodedImage withoutData(int width, int height, int channels) {
    return new DecodedImage(width, height, channels);
  }

  /** In pixels. */
  public int width() {
    return width;
  }

  /** In pixels. */
  public int height() {
    return height;
  }

  /** 1, 3 or 4. */
  public int channels() {
    return channels;
  }

  /**
   * OpenCV's type, which is {@code mode} in Spark's struct: CV_8UC1 = 0, CV_8UC3 = 16, CV_8UC4 =
   * 24.
   */
  public int typeCode() {
    return (channels - 1) << 3;
  }

  /** Row-wise pixels; not a copy. Empty when they are {@linkplain #withoutData elsewhere}. */
  public byte[] data() {
    return data;
  }
}
