package io.kindling.benchmarks;

import org.jspecify.annotations.Nullable;

/** A way for a trial to come by its batches. */
enum LoadWay {
  /** The reference. */
  DIRECT("(a) BigDL's loader from S3", "BIGDL", null, null),
  BIGDL_WARM("(b) BigDL's loader, cache:// warm", "BIGDL", null, null),
  COLD("(c) our loader, nothing cached", "CACHED", 1.0, null),
  /** Finds the source and no ready samples, which it makes. */
  WARM("(d, f) our loader, source cached, makes ready samples", "CACHED", 3.0, null),
  READY("(e) our loader, ready samples", "CACHED", 15.0, 10.0);

  private final String title;
  private final String loader;
  private final @Nullable Double againstDirect;
  private final @Nullable Double againstWarm;

  LoadWay(
      String title, String loader, @Nullable Double againstDirect, @Nullable Double againstWarm) {
    this.title = title;
    this.loader = loader;
    this.againstDirect = againstDirect;
    this.againstWarm = againstWarm;
  }

  String title() {
    return title;
  }

  /** As the program calls it. */
  String loader() {
    return loader;
  }

  boolean isOurs() {
    return loader.equals("CACHED");
  }

  /** How many times faster than {@link #DIRECT} is promised. */
  @Nullable Double againstDirect() {
    return againstDirect;
  }

  /** How many times faster than {@link #BIGDL_WARM} is promised. */
  @Nullable Double againstWarm() {
    return againstWarm;
  }

  /** Whether the first batch is promised within a second. */
  boolean isPrompt() {
    return this == WARM || this == READY;
  }
}
