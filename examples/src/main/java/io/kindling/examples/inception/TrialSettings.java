package io.kindling.examples.inception;

/**
 * What all trials of one application have in common.
 *
 * @param folder Hadoop path of class folders, or of flat files named {@code n01440764_*.JPEG}
 * @param classes outputs of the network; pictures with a label above it are left out
 * @param batchSize pictures in a batch over all executors
 * @param iterations batches a trial trains
 * @param weightDecay weight decay of the gradient descent
 */
public record TrialSettings(
    String folder, int classes, int batchSize, int iterations, double weightDecay) {

  public TrialSettings {
    if (classes < 1 || batchSize < 1 || iterations < 1) {
      throw new IllegalArgumentException(
          "classes, batch size and iterations must be 1 or more, but are "
              + classes
              + ", "
              + batchSize
              + " and "
              + iterations);
    }
  }
}
