package io.kindling.command.doctor;

/**
 * What was found out about one thing.
 *
 * @param grade how bad it is
 * @param subject what was looked at
 * @param text what is so
 * @param mend what to do about it; empty where nothing is to be done
 */
public record Finding(Grade grade, String subject, String text, String mend) {

  /** How bad a finding is. */
  public enum Grade {
    GOOD,
    /** It works, but worse than it could. */
    WARNING,
    /** It does not work. */
    ERROR
  }

  static Finding good(String subject, String text) {
    return new Finding(Grade.GOOD, subject, text, "");
  }

  static Finding warning(String subject, String text, String mend) {
    return new Finding(Grade.WARNING, subject, text, mend);
  }

  static Finding error(String subject, String text, String mend) {
    return new Finding(Grade.ERROR, subject, text, mend);
  }
}
