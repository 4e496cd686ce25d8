package io.kindling.contract;

import java.util.Arrays;
import java.util.List;

/**
 * A line of {@code differences.tsv}: cases that are known to end otherwise through the cache.
 *
 * @param store name of the store, or {@code *}
 * @param access label of the access, or {@code *}
 * @param suite name of the suite
 * @param cases name of the case, or its begin followed by {@code *}
 * @param intent whether it stays
 * @param reason one sentence
 */
record KnownDifference(
    String store, String access, String suite, String cases, Intent intent, String reason) {

  /** What becomes of a difference. */
  enum Intent {
    /** It belongs to what the cache is. */
    INTENDED,
    /** It is a fault that is still to be mended. */
    OPEN
  }

  /**
   * Reads one line.
   *
   * @throws IllegalArgumentException when it has not six columns, or no such intent
   */
  static KnownDifference parse(String line) {
    List<String> columns = Arrays.asList(line.split("\t", -1));
    if (columns.size() != 6 || columns.get(5).isBlank()) {
      throw new IllegalArgumentException(
          "differences.tsv has the columns store, access, suite, case, intent, reason: " + line);
    }
    return new KnownDifference(
        columns.get(0),
        columns.get(1),
        columns.get(2),
        columns.get(3),
        Intent.valueOf(columns.get(4).toUpperCase(java.util.Locale.ROOT)),
        columns.get(5));
  }

  boolean covers(Difference difference) {
    return isAbout(difference.store(), difference.access(), difference.suite())
        && matches(cases, difference.name());
  }

  /** Whether a run of a suite could show this difference. */
  boolean isAbout(String otherStore, Access otherAccess, String otherSuite) {
    return matches(store, otherStore)
        && matches(access, otherAccess.label())
        && suite.equals(otherSuite);
  }

  private static boolean matches(String pattern, String text) {
    return pattern.endsWith("*")
        ? text.startsWith(pattern.substring(0, pattern.length() - 1))
        : text.equals(pattern);
  }
}
