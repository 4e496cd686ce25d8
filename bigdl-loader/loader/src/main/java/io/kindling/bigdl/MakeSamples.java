package io.kindling.bigdl;

/** When pictures that nobody has kept as ready samples are decoded and resized. */
public enum MakeSamples {
  /**
   * In the first epoch, ahead of the batches: training begins at once. Until that epoch is over,
   * the number of pictures is that of the records that the set is told to have.
   */
  WHILE_TRAINING,
  /** All of them before the set is loaded: numbers are exact from the beginning. */
  BEFORE_TRAINING
}
