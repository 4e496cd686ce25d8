package io.kindling.image.record;

/** The label of the first class. */
public enum LabelBase {
  /** Labels begin with 0, as Caffe, Keras and torchvision count. */
  ZERO(0),
  /** Labels begin with 1, as BigDL counts. */
  ONE(1);

  private final int first;

  LabelBase(int first) {
    this.first = first;
  }

  /** 0 or 1. */
  public int first() {
    return first;
  }
}
