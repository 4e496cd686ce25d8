package io.kindling.cache.web;

import io.kindling.cache.policy.Eviction;
import io.kindling.cache.policy.Hold;
import io.kindling.cache.policy.PathPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A path's policy in a few words. */
final class PolicyWords {

  private PolicyWords() {}

  /** What of it is not as where nothing is set; empty when nothing is. */
  static String of(PathPolicy policy) {
    List<String> words = new ArrayList<>();
    if (policy.hold() == Hold.PINNED) {
      words.add("pinned");
    }
    if (policy.eviction() != Eviction.LRU) {
      words.add(policy.eviction().name().toLowerCase(Locale.ROOT));
    }
    if (!policy.timeToLive().isZero()) {
      words.add("time to live " + policy.timeToLive().toSeconds() + " s");
    }
    if (policy.quota() > 0) {
      words.add("quota " + (policy.quota() >> 20) + " MiB a node and tier");
    }
    if (!policy.admission().equals(PathPolicy.DEFAULT.admission())) {
      words.add("not everything is admitted");
    }
    if (policy.mostReplicas() > 1) {
      words.add("%d to %d nodes".formatted(policy.fewestReplicas(), policy.mostReplicas()));
    }
    return String.join(", ", words);
  }
}
