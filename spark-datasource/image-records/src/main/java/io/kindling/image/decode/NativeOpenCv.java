package io.kindling.image.decode;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;

/** Loads the natives once in a JVM, on the first picture. */
final class NativeOpenCv {
  private static final String PHYSICAL_LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

  private NativeOpenCv() {}

  /**
   * Loads them, if they are not.
   *
   * @throws IllegalStateException when this platform has none; the message says what to do
   */
  static void load() {
    Loaded.touch();
  }

  private static final class Loaded {
    static {
      // JavaCPP refuses memory once the whole process is larger than twice its heap, which a
      // process
      // with a block store off the heap is at all times. Our native memory is released by hand.
      if (System.getProperty(PHYSICAL_LIMIT) == null) {
        System.setProperty(PHYSICAL_LIMIT, "0");
      }
      try {
        Loader.load(opencv_imgproc.class);
        Loader.load(opencv_imgcodecs.class);
      } catch (UnsatisfiedLinkError missing) {
        throw new IllegalStateException(
            "OpenCV cannot be loaded for "
                + Loader.getPlatform()
                + ": put org.bytedeco:opencv, openblas and javacpp with that classifier on the"
                + " class path, and a directory that can be written into"
                + " org.bytedeco.javacpp.cachedir",
            missing);
      }
      // Pictures are decoded in parallel by their readers; threads inside of one picture only
      // compete with them.
      opencv_core.setNumThreads(1);
    }

    private Loaded() {}

    static void touch() {}
  }
}
