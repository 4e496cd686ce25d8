package io.kindling.cache.replica;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kindling.cache.policy.PathPolicies;
import io.kindling.cache.policy.PathPolicy;
import io.kindling.cache.store.BlockStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What an owner knows about the number of nodes that hold its groups: how many should, by the
 * policies of paths and by what was found to be hot, and how many do. Safe for any number of
 * threads.
 */
final class ReplicaCounts {

  /** Groups beyond it have replicas as well; readers are not told and ask the owner. */
  private static final long MOST_TOLD = 250_000;

  private final BlockStore store;
  private final Cache<HeldGroup, Integer> made =
      Caffeine.newBuilder().maximumSize(MOST_TOLD).build();
  private final Map<HeldGroup, Integer> hot = new ConcurrentHashMap<>();
  private volatile Rules rules = new Rules(PathPolicies.NONE, 1, 1);

  ReplicaCounts(BlockStore store) {
    this.store = store;
  }

  /** The policies now, and the largest numbers in them. */
  private record Rules(PathPolicies policies, int fewest, int most) {

    static Rules of(PathPolicies policies) {
      return new Rules(
          policies,
          policies.byPath().values().stream().mapToInt(PathPolicy::fewestReplicas).max().orElse(1),
          policies.byPath().values().stream().mapToInt(PathPolicy::mostReplicas).max().orElse(1));
    }
  }

  /** A store replaces its policies as a whole, so another object is what has to be looked at. */
  @SuppressWarnings("ReferenceEquality")
  private Rules rules() {
    PathPolicies now = store.policies();
    Rules known = rules;
    if (known.policies != now) {
      known = Rules.of(now);
      rules = known;
    }
    return known;
  }

  /** Whether any path wants, or allows, more than one node. */
  boolean any() {
    return rules().most > 1;
  }

  /** The largest of all minimums. */
  int fewestOfAny() {
    return rules().fewest;
  }

  PathPolicies policies() {
    return rules().policies;
  }

  /** How many nodes should hold a group now. */
  int wanted(HeldGroup group, String uri) {
    PathPolicy policy = policies().of(uri);
    int heat = hot.getOrDefault(group, 1);
    return Math.max(policy.fewestReplicas(), Math.min(heat, policy.mostReplicas()));
  }

  /** How many nodes hold a group, as far as this owner has seen to it. */
  int made(HeldGroup group) {
    Integer count = made.getIfPresent(group);
    return count == null ? 1 : count;
  }

  /** So many nodes hold the group, the best ranked ones. */
  void made(HeldGroup group, int count) {
    if (count > 1) {
      made.put(group, count);
    } else {
      made.invalidate(group);
    }
  }

  /** Nothing that was known is right any more. */
  void forgetMade() {
    made.invalidateAll();
  }

  /** The groups that have more nodes than their paths want, or should have. */
  Map<HeldGroup, Integer> hot() {
    return hot;
  }
}
