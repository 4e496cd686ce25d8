package io.kindling.contract;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * How a suite ended on the bare store and through the cache.
 *
 * @param store name of the store
 * @param suite name of the suite
 * @param bare the cases on the bare store
 * @param cached the cases by each way through the cache
 */
record SuiteResult(
    String store,
    String suite,
    SortedMap<String, CaseOutcome> bare,
    Map<Access, SortedMap<String, CaseOutcome>> cached) {

  /** Runs a suite every way there is. */
  static SuiteResult run(Class<?> suite, TestStore store) throws IOException {
    SortedMap<String, CaseOutcome> bare = SuiteRun.of(suite, store, Access.BARE);
    Map<Access, SortedMap<String, CaseOutcome>> cached = new EnumMap<>(Access.class);
    for (Access access : Access.CACHED) {
      cached.put(access, SuiteRun.of(suite, store, access));
    }
    return new SuiteResult(store.name(), suite.getSimpleName(), bare, cached);
  }

  List<Difference> differences() {
    List<Difference> differences = new ArrayList<>();
    cached.forEach(
        (access, outcomes) ->
            differences.addAll(Difference.between(store, access, suite, bare, outcomes)));
    return differences;
  }

  List<Difference> differences(Access access) {
    return differences().stream().filter(difference -> difference.access() == access).toList();
  }

  /** Number of cases that ended so on the bare store. */
  long count(CaseOutcome.Kind kind) {
    return bare.values().stream().filter(outcome -> outcome.kind() == kind).count();
  }
}
