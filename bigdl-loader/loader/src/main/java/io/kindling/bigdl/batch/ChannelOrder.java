package io.kindling.bigdl.batch;

/** In which order the planes of a picture follow each other in a batch. */
public enum ChannelOrder {
  /** Blue, green, red: what BigDL's Inception example trains with. */
  BGR(0, 2),
  /** Red, green, blue: what {@code MTLabeledBGRImgToBatch} makes unless told otherwise. */
  RGB(2, 0);

  private final int blue;
  private final int red;

  ChannelOrder(int blue, int red) {
    this.blue = blue;
    this.red = red;
  }

  /** Number of the plane of blue. */
  int blue() {
    return blue;
  }

  /** Number of the plane of red; that of green is 1. */
  int red() {
    return red;
  }
}
