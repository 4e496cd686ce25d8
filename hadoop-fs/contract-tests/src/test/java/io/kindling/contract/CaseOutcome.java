package io.kindling.contract;

/**
 * How one case of a suite ended.
 *
 * @param kind passed, skipped or failed
 * @param error class of what it threw; empty when it passed or was skipped
 * @param message first line of what it said; empty when it passed
 */
record CaseOutcome(Kind kind, String error, String message) {

  /** The ends of a case. */
  enum Kind {
    PASSED,
    SKIPPED,
    FAILED
  }

  static final CaseOutcome PASSED = new CaseOutcome(Kind.PASSED, "", "");

  static CaseOutcome skipped(String reason) {
    return new CaseOutcome(Kind.SKIPPED, "", firstLine(reason));
  }

  static CaseOutcome failed(Throwable thrown) {
    return new CaseOutcome(
        Kind.FAILED, thrown.getClass().getName(), firstLine(String.valueOf(thrown.getMessage())));
  }

  /** Whether the case ended the same way: messages may differ, for paths do. */
  boolean sameAs(CaseOutcome other) {
    return kind == other.kind && error.equals(other.error);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case PASSED -> "passed";
      case SKIPPED -> "skipped (" + message + ")";
      case FAILED -> "failed (" + error + ": " + message + ")";
    };
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
