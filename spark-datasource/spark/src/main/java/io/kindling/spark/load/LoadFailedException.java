package io.kindling.spark.load;

/** Not all files of a load are in the cache; the message names those that are not. */
public final class LoadFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient LoadReport report;

  LoadFailedException(String message, LoadReport report) {
    super(message);
    this.report = report;
  }

  /** What was loaded, and what was not. */
  public LoadReport report() {
    return report;
  }
}
