package io.kindling.benchmarks;

/**
 * A processor that trains ResNet-50, as MLPerf Storage emulates it: by sleeping for as long as it
 * would compute.
 *
 * @param name of the processor
 * @param sampleSeconds that it computes for one sample of a batch
 */
record Accelerator(String name, double sampleSeconds) {

  /** Bytes of a sample. */
  static final int SAMPLE = 114_660;

  /** Samples of a batch. */
  static final int BATCH = 400;

  static final Accelerator A100 = new Accelerator("A100", 0.435 / BATCH);
  static final Accelerator H100 = new Accelerator("H100", 0.224 / BATCH);

  /** Takes what it is given; shows how fast samples can be had at all. */
  static final Accelerator NONE = new Accelerator("none", 0);

  static Accelerator of(String name) {
    return switch (name) {
      case "A100" -> A100;
      case "H100" -> H100;
      case "none" -> NONE;
      default -> throw new IllegalArgumentException("no accelerator " + name);
    };
  }

  /** Bytes that so many of them take in a second when they never wait. */
  static double bytesPerSecond(Accelerator accelerator, int count) {
    return count * SAMPLE / accelerator.sampleSeconds();
  }
}
