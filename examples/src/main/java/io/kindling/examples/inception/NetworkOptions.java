package io.kindling.examples.inception;

import picocli.CommandLine.Option;

/**
 * What every program here that trains Inception is told, by the names of BigDL's own example.
 * Filled by the command line.
 */
final class NetworkOptions {

  @Option(
      names = {"-b", "--batchSize"},
      required = true,
      description = "Pictures per batch, a multiple of all executor cores.")
  private int batchSize;

  @Option(
      names = {"-i", "--maxIteration"},
      defaultValue = "62000",
      description = "Batches to train a network (default: ${DEFAULT-VALUE}).")
  private int maxIteration;

  @Option(
      names = "--classNum",
      defaultValue = "1000",
      description =
          "Outputs of the network; pictures with higher labels are left out (default:"
              + " ${DEFAULT-VALUE}).")
  private int classes;

  @Option(
      names = "--weightDecay",
      defaultValue = "0.0001",
      description = "Weight decay (default: ${DEFAULT-VALUE}).")
  private double weightDecay;

  /** Pictures per batch over all executors. */
  int batchSize() {
    return batchSize;
  }

  /** Batches after which a training ends. */
  int maxIteration() {
    return maxIteration;
  }

  /** Outputs of the network. */
  int classes() {
    return classes;
  }

  double weightDecay() {
    return weightDecay;
  }

  /**
   * Looks for what cannot be meant.
   *
   * @throws IllegalArgumentException that names the option
   */
  void check() {
    if (batchSize < 1 || maxIteration < 1 || classes < 1) {
      throw new IllegalArgumentException(
          "--batchSize, --maxIteration and --classNum must be 1 or more, but are %d, %d and %d"
              .formatted(batchSize, maxIteration, classes));
    }
  }
}
