package io.kindling.image.listing;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names that parts of a set have. */
final class SplitNames {
  private static final Set<String> NAMES =
      Set.of("train", "training", "val", "valid", "validation", "test", "testing");

  /** {@code train-00000-of-01024}, {@code imagenet-val-000012.tar}, {@code test.parquet}. */
  private static final Pattern IN_FILE_NAME =
      Pattern.compile(
          "(?:^|.*[-_.])(train|training|val|valid|validation|test|testing)(?:[-_.].*|$)",
          Pattern.CASE_INSENSITIVE);

  private SplitNames() {}

  static boolean isSplit(String folder) {
    return NAMES.contains(folder.toLowerCase(Locale.ROOT));
  }

  /** The split that a container's name tells, as it writes it; null when it tells none. */
  static @Nullable String ofContainer(String fileName) {
    Matcher matcher = IN_FILE_NAME.matcher(fileName);
    return matcher.matches() ? matcher.group(1) : null;
  }
}
