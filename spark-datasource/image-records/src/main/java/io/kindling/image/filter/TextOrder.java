package io.kindling.image.filter;

/** Spark's order of texts: that of their UTF-8 bytes, which is that of their code points. */
final class TextOrder {
  private TextOrder() {}

  static int compare(String one, String other) {
    int shorter = Math.min(one.length(), other.length());
    for (int i = 0; i < shorter; i++) {
      char a = one.charAt(i);
      char b = other.charAt(i);
      if (a != b) {
        // Halves of a pair stand for code points above all single characters.
        boolean half = Character.isSurrogate(a);
        return half == Character.isSurrogate(b) ? a - b : half ? 1 : -1;
      }
    }
    return one.length() - other.length();
  }
}
