package io.kindling.image.decode;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** Encodes pictures by OpenCV. Any thread; all native memory is released on return. */
public final class ImageEncoder {

  private ImageEncoder() {}

  /**
   * The bytes of a picture file.
   *
   * @param ending of a file of the wanted format, with its dot
   * @param bgr rows without padding, three bytes a pixel, between position and limit
   */
  public static ByteBuffer encode(String ending, int width, int height, ByteBuffer bgr) {
    NativeOpenCv.load();
    byte[] rows = new byte[bgr.remaining()];
    bgr.duplicate().get(rows);
    try (BytePointer source = new BytePointer((long) rows.length).put(rows, 0, rows.length);
        Mat pixels = new Mat(height, width, opencv_core.CV_8UC3, source);
        BytePointer encoded = new BytePointer()) {
      if (!opencv_imgcodecs.imencode(ending, pixels, encoded)) {
        throw new IllegalArgumentException("OpenCV encodes no pictures of " + ending);
      }
      byte[] file = new byte[Math.toIntExact(encoded.limit())];
      encoded.get(file);
      return ByteBuffer.wrap(file);
    }
  }
}
