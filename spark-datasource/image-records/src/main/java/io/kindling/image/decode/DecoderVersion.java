package io.kindling.image.decode;

import org.bytedeco.opencv.global.opencv_core;

/** What decides, beside the {@link DecodeOptions}, which pixels a picture has. */
public final class DecoderVersion {

  /**
   * To be raised whenever {@link ImageDecoder} gives other pixels than before for some picture, or
   * refuses others.
   */
  private static final int RULES = 1;

  private DecoderVersion() {}

  /** OpenCV's version and that of our rules, as text. */
  public static String text() {
    NativeOpenCv.load();
    return "OpenCV " + opencv_core.getVersionString().getString() + " with rules " + RULES;
  }
}
