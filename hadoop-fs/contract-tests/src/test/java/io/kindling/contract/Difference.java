package io.kindling.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A case that ended otherwise through the cache than on the bare store beside it.
 *
 * @param bare null when the case did not run there
 * @param cached null when the case did not run there
 */
record Difference(
    String store,
    Access access,
    String suite,
    String name,
    @Nullable CaseOutcome bare,
    @Nullable CaseOutcome cached) {

  /** The differences of one suite by the order of their cases. */
  static List<Difference> between(
      String store,
      Access access,
      String suite,
      SortedMap<String, CaseOutcome> bare,
      SortedMap<String, CaseOutcome> cached) {
    SortedSet<String> names = new TreeSet<>(bare.keySet());
    names.addAll(cached.keySet());
    List<Difference> differences = new ArrayList<>();
    for (String name : names) {
      CaseOutcome first = bare.get(name);
      CaseOutcome second = cached.get(name);
      if (first == null || second == null || !first.sameAs(second)) {
        differences.add(new Difference(store, access, suite, name, first, second));
      }
    }
    return differences;
  }

  @Override
  public String toString() {
    return "%s, %s, %s, %s:%n  bare:   %s%n  cached: %s"
        .formatted(
            store,
            access.label(),
            suite,
            name,
            Objects.requireNonNullElse(bare, "did not run"),
            Objects.requireNonNullElse(cached, "did not run"));
  }
}
