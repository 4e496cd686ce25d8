package io.kindling.examples.inception;

import java.time.Duration;

/**
 * What one trial did.
 *
 * @param trial number of the trial, from 1
 * @param learningRate its learning rate
 * @param pictures pictures of the data set that were loaded
 * @param dropped pictures that could not be decoded and were left out
 * @param loading from listing the folder until all pictures are there as ready samples
 * @param trained pictures that went through the network, those of all batches
 * @param training from the start of the first iteration to the end of the last one
 * @param lossAtStart mean loss over the first batch
 * @param lossAtEnd mean loss over the last batch
 */
public record TrialResult(
    int trial,
    double learningRate,
    long pictures,
    long dropped,
    Duration loading,
    long trained,
    Duration training,
    float lossAtStart,
    float lossAtEnd) {

  /** Pictures trained in a second. */
  public double picturesPerSecond() {
    return trained / (training.toNanos() / 1e9);
  }
}
