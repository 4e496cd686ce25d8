package io.kindling.cache.config;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Values of options as they may be shown to anybody. */
public final class Secrets {

  /** What stands in the place of a secret. */
  public static final String HIDDEN = "(not shown)";

  private static final List<String> WORDS =
      List.of(
          "secret", "password", "passphrase", "token", "credential", "account.key", "sas", "jaas");

  private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/@\\s]*:[^/@\\s]*(?=@)");

  private Secrets() {}

  /**
   * A value, or what is shown in its place. Values whose key is that of a secret are not shown at
   * all, and of all others not what stands before the host of a URI.
   */
  public static String shown(String key, String value) {
    if (value.isEmpty()) {
      return value;
    }
    return isSecret(key) ? HIDDEN : USER_INFO.matcher(value).replaceAll(HIDDEN);
  }

  private static boolean isSecret(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    List<String> words = List.of(lower.split("[^a-z0-9]+", -1));
    return lower.endsWith(".key") || WORDS.stream().anyMatch(word -> holds(words, lower, word));
  }

  /** Short words count only when they stand alone: {@code sas} is in many others. */
  private static boolean holds(List<String> words, String key, String word) {
    return word.length() > 4 ? key.contains(word) : words.contains(word);
  }
}
