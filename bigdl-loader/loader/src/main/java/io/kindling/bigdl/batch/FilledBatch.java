package io.kindling.bigdl.batch;

/**
 * A batch of pictures.
 *
 * <p>No record, because its arrays are filled again once it has been given back.
 */
public final class FilledBatch {

  private final float[] features;
  private final float[] labels;
  private final int size;

  FilledBatch(float[] features, float[] labels, int size) {
    this.features = features;
    this.labels = labels;
    this.size = size;
  }

  /** Pictures. */
  public int size() {
    return size;
  }

  /**
   * Planes of blue, green and red of each picture, one picture after the other. May be longer than
   * that.
   */
  public float[] features() {
    return features;
  }

  /** The label of each picture. May be longer than that. */
  public float[] labels() {
    return labels;
  }
}
