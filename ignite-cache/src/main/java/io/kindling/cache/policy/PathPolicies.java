package io.kindling.cache.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The settings of all paths: a value, replaced as a whole. The most specific path wins, and the
 * whole of its policy applies.
 *
 * @param byPath policies by canonical under-store URI: of a folder with a closing slash, or of a
 *     file
 */
public record PathPolicies(SortedMap<String, PathPolicy> byPath) {

  /** Nothing is set. */
  public static final PathPolicies NONE = new PathPolicies(new TreeMap<>());

  public PathPolicies {
    byPath = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(byPath));
    if (byPath.containsKey("") || byPath.keySet().stream().anyMatch(path -> path.contains("\n"))) {
      throw new IllegalArgumentException("a policy needs a path of one line");
    }
  }

  /** The same with a policy for a path. */
  public PathPolicies with(String path, PathPolicy policy) {
    TreeMap<String, PathPolicy> changed = new TreeMap<>(byPath);
    changed.put(path, policy);
    return new PathPolicies(changed);
  }

  /** The same without what is set for this path. */
  public PathPolicies without(String path) {
    TreeMap<String, PathPolicy> changed = new TreeMap<>(byPath);
    changed.remove(path);
    return new PathPolicies(changed);
  }

  /** The same with a path pinned, whatever else holds for it. */
  public PathPolicies pin(String path) {
    return with(path, of(path).with(Hold.PINNED));
  }

  /** The same with a path not pinned any more. */
  public PathPolicies unpin(String path) {
    return with(path, of(path).with(Hold.EVICTABLE));
  }

  /** What holds for a file, or for a folder with a closing slash. */
  public PathPolicy of(String uri) {
    PathPolicy exact = byPath.get(uri);
    String best = "";
    for (String path : byPath.keySet()) {
      if (path.endsWith("/") && uri.startsWith(path) && path.length() > best.length()) {
        best = path;
      }
    }
    PathPolicy inherited = byPath.getOrDefault(best, PathPolicy.DEFAULT);
    return exact == null ? inherited : exact;
  }

  /** All of them as text, a line for each path, as {@link #parse} reads it. */
  public String text() {
    return byPath.entrySet().stream().map(PathPolicies::line).collect(Collectors.joining());
  }

  private static String line(Map.Entry<String, PathPolicy> entry) {
    PathPolicy policy = entry.getValue();
    Admission admission = policy.admission();
    return String.join(
            "\t",
            List.of(
                lower(policy.eviction()),
                lower(policy.hold()),
                policy.idle().toString(),
                policy.timeToLive().toString(),
                Long.toString(policy.quota()),
                admission.include(),
                admission.exclude(),
                Long.toString(admission.largestFile()),
                lower(admission.touch()),
                Integer.toString(policy.fewestReplicas()),
                Integer.toString(policy.mostReplicas()),
                entry.getKey()))
        + "\n";
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException naming the line that is wrong
   */
  public static PathPolicies parse(String text) {
    TreeMap<String, PathPolicy> policies = new TreeMap<>();
    List<String> lines = new ArrayList<>(text.lines().toList());
    for (int i = 0; i < lines.size(); i++) {
      String[] fields = lines.get(i).split("\t", 12);
      try {
        policies.put(
            fields[11],
            new PathPolicy(
                Eviction.valueOf(upper(fields[0])),
                Hold.valueOf(upper(fields[1])),
                Duration.parse(fields[2]),
                Duration.parse(fields[3]),
                Long.parseLong(fields[4]),
                new Admission(
                    fields[5],
                    fields[6],
                    Long.parseLong(fields[7]),
                    Admission.Touch.valueOf(upper(fields[8]))),
                Integer.parseInt(fields[9]),
                Integer.parseInt(fields[10])));
      } catch (RuntimeException bad) {
        throw new IllegalArgumentException(
            "line %d of the path policies cannot be read: %s".formatted(i + 1, lines.get(i)), bad);
      }
    }
    return new PathPolicies(policies);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
