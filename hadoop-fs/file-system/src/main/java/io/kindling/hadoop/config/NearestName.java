package io.kindling.hadoop.config;

import java.util.Collection;
import java.util.Comparator;

/** Which known name somebody may have meant. */
public final class NearestName {

  private NearestName() {}

  /** The known name that the fewest edits make of a wrong one. */
  public static String of(String wrong, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt((String name) -> edits(wrong, name)))
        .orElse("none");
  }

  /** Letters to insert, remove or replace (Levenshtein's distance). */
  static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
