package io.kindling.image.decode;

import io.kindling.image.record.EncodedPicture;
import io.kindling.image.record.PictureContent;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.RawPixels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Decodes pictures by OpenCV. Holds options only: one decoder serves any number of threads, and all
 * native memory of a picture is released before {@code decode} returns.
 *
 * <p>A picture is refused, and never returned in part, when its header is damaged or promises more
 * pixels than the limit, when the file was cut (see {@link JpegMarkers} for the rule), or when
 * OpenCV finds damage that it cannot decode over. Damage inside the pixels of a JPEG that leaves
 * its structure whole is not noticed, by this decoder like by any other.
 */
public final class ImageDecoder {
  private static final double FROM_16_BITS = 1.0 / 257;

  /** Bytes of a pixel of 16 bits and four channels, the largest that OpenCV makes of a file. */
  private static final int MOST_BYTES = 8;

  /** Native memory that all decoders of a JVM use at one time, unless one picture needs more. */
  private static final NativeBudget BUDGET = new NativeBudget(2L << 30);

  private final DecodeOptions options;
  private final IntFunction<byte[]> arrays;

  public ImageDecoder(DecodeOptions options) {
    this(options, byte[]::new);
  }

  /**
   * A decoder whose pixels go into arrays of the caller's.
   *
   * @param arrays gives an array of so many bytes, whatever is in it; any thread that decodes calls
   *     it
   */
  public ImageDecoder(DecodeOptions options, IntFunction<byte[]> arrays) {
    this.options = options;
    this.arrays = arrays;
  }

  /**
   * The pixels of a record, encoded or already decoded.
   *
   * @throws UndecodableImageException naming path and reason
   * @throws IOException what reading the picture failed with
   */
  public DecodedImage decode(PictureRecord record) throws IOException {
    return decode(record.path(), record.content());
  }

  /**
   * The pixels of a record's content.
   *
   * @param path what errors name
   * @throws UndecodableImageException naming path and reason
   */
  public DecodedImage decode(String path, PictureContent content) throws UndecodableImageException {
    return content instanceof EncodedPicture picture
        ? decode(path, picture.encoded())
        : decode(path, (RawPixels) content);
  }

  /** Whether {@link #decode} gives the very pixels of a record, in their order. */
  public boolean leaves(RawPixels pixels) {
    PixelSize size = new PixelSize(pixels.width(), pixels.height());
    return options.size().of(size).equals(size)
        && size.pixels() <= options.pixelLimit()
        && options.colour() == ColourMode.BGR
        && options.crop() instanceof Crop.None
        && options.flip() == Flip.NEVER;
  }

  private DecodedImage decode(String path, RawPixels pixels) throws UndecodableImageException {
    PixelSize size = new PixelSize(pixels.width(), pixels.height());
    PixelSize target = withinLimit(path, size);
    if (target.equals(size)) {
      return Window.of(path, size, options)
          .copy(pixels.bgr().slice(), size, RawPixels.CHANNELS, arrays);
    }
    NativeOpenCv.load();
    return BUDGET.within(
        needed(size, target, RawPixels.CHANNELS), () -> resized(path, pixels, size));
  }

  private DecodedImage resized(String path, RawPixels pixels, PixelSize size)
      throws UndecodableImageException {
    try (BytePointer source = nativeBytes(pixels.bgr());
        Mat mat = new Mat(size.height(), size.width(), opencv_core.CV_8UC3, source)) {
      return finish(path, mat);
    }
  }

  /** See {@link #decode(String, ByteBuffer)}. */
  public DecodedImage decode(String path, byte[] encoded) throws UndecodableImageException {
    return decode(path, ByteBuffer.wrap(encoded));
  }

  /**
   * Decodes the picture between position and limit, which stay as they are.
   *
   * @param path what errors name
   * @param encoded the whole file; a direct buffer is read in place
   * @throws UndecodableImageException naming path and reason
   * @throws IllegalStateException when OpenCV's natives cannot be loaded
   */
  public DecodedImage decode(String path, ByteBuffer encoded) throws UndecodableImageException {
    PictureHeader header = PictureHeader.read(path, encoded);
    PixelSize size = new PixelSize(header.width(), header.height());
    PixelSize target = withinLimit(path, size);
    NativeOpenCv.load();
    return BUDGET.within(
        encoded.remaining() + needed(size, target, MOST_BYTES),
        () -> decoded(path, encoded, header, ReadFlags.of(header, target, options)));
  }

  private DecodedImage decoded(String path, ByteBuffer encoded, PictureHeader header, int flags)
      throws UndecodableImageException {
    try (BytePointer source = nativeBytes(encoded);
        Mat row = new Mat(1, encoded.remaining(), opencv_core.CV_8UC1, source);
        Mat pixels = imdecode(path, row, flags)) {
      if (pixels.empty()) {
        throw new UndecodableImageException(path, "damaged " + header.format());
      }
      return finish(path, pixels);
    }
  }

  private static Mat imdecode(String path, Mat row, int flags) throws UndecodableImageException {
    try {
      return opencv_imgcodecs.imdecode(row, flags);
    } catch (RuntimeException openCv) {
      // JavaCPP turns every C++ exception into a RuntimeException whose message has several lines.
      String message = String.valueOf(openCv.getMessage()).strip();
      throw new UndecodableImageException(
          path, "OpenCV refuses it: " + message.replaceAll("\\s+", " "));
    }
  }

  /** The size that the picture gets. */
  private PixelSize withinLimit(String path, PixelSize original) throws UndecodableImageException {
    PixelSize target = options.size().of(original);
    if (Math.max(original.pixels(), target.pixels()) > options.pixelLimit()) {
      throw new UndecodableImageException(
          path,
          String.format(
              "%s pixels%s are more than the limit of %d; raise the limit on pixels if that is"
                  + " right",
              original,
              target.equals(original) ? "" : ", resized to " + target + ",",
              options.pixelLimit()));
    }
    return target;
  }

  private static BytePointer nativeBytes(ByteBuffer encoded) {
    if (encoded.isDirect()) {
      return new BytePointer(encoded.slice());
    }
    byte[] bytes;
    int first = 0;
    if (encoded.hasArray()) {
      bytes = encoded.array();
      first = encoded.arrayOffset() + encoded.position();
    } else {
      bytes = new byte[encoded.remaining()];
      encoded.slice().get(bytes);
    }
    return new BytePointer((long) encoded.remaining()).put(bytes, first, encoded.remaining());
  }

  private DecodedImage finish(String path, Mat decoded) throws UndecodableImageException {
    try (Mat pixels = withEightBits(path, decoded)) {
      PixelSize size = new PixelSize(pixels.cols(), pixels.rows());
      PixelSize target = options.size().of(size);
      if (options.size() instanceof TargetSize.Original || target.equals(size)) {
        return cut(path, pixels);
      }
      try (Mat resized = new Mat();
          Size wanted = new Size(target.width(), target.height())) {
        opencv_imgproc.resize(pixels, resized, wanted, 0, 0, opencv_imgproc.INTER_LINEAR);
        return cut(path, resized);
      }
    }
  }

  private static Mat withEightBits(String path, Mat decoded) throws UndecodableImageException {
    return switch (decoded.depth()) {
      case opencv_core.CV_8U -> new Mat(decoded);
      case opencv_core.CV_16U -> {
        Mat converted = new Mat();
        decoded.convertTo(converted, opencv_core.CV_8U, FROM_16_BITS, 0);
        yield converted;
      }
      default ->
          throw new UndecodableImageException(path, "its samples have neither 8 nor 16 bits");
    };
  }

  private DecodedImage cut(String path, Mat pixels) throws UndecodableImageException {
    PixelSize size = new PixelSize(pixels.cols(), pixels.rows());
    Window window = Window.of(path, size, options);
    return window.copy(pixels.<ByteBuffer>createBuffer(), size, pixels.channels(), arrays);
  }

  /** Bytes of the decoded picture and of the resized one. */
  private static long needed(PixelSize size, PixelSize target, int bytesOfPixel) {
    return size.pixels() * bytesOfPixel
        + (target.equals(size) ? 0 : target.pixels() * bytesOfPixel);
  }
}
