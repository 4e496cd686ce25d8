package io.kindling.cache.policy;

import java.time.Duration;

/**
 * What is set for a path.
 *
 * @param eviction which blocks leave first
 * @param hold whether they may leave
 * @param idle a {@link Eviction#RESIDENT} path that nobody reads for so long becomes LRU
 * @param timeToLive after which blocks are dropped; zero for never
 * @param quota bytes that one node keeps of the path in each tier; 0 for any
 * @param admission what is taken in
 * @param fewestReplicas nodes that should hold a block, if there are so many
 * @param mostReplicas nodes that may hold a block while it is read often
 */
public record PathPolicy(
    Eviction eviction,
    Hold hold,
    Duration idle,
    Duration timeToLive,
    long quota,
    Admission admission,
    int fewestReplicas,
    int mostReplicas) {

  /** What holds where nothing is set. */
  public static final PathPolicy DEFAULT =
      new PathPolicy(
          Eviction.LRU,
          Hold.EVICTABLE,
          Duration.ofMinutes(30),
          Duration.ZERO,
          0,
          Admission.ALL,
          1,
          1);

  public PathPolicy {
    if (quota < 0 || timeToLive.isNegative() || idle.isNegative()) {
      throw new IllegalArgumentException("quota, ttl and idle must not be below 0");
    }
    if (fewestReplicas < 1 || mostReplicas < fewestReplicas) {
      throw new IllegalArgumentException(
          "replicas = %d..%d: at least 1, and the second not below the first"
              .formatted(fewestReplicas, mostReplicas));
    }
  }

  /** The same with another way to leave. */
  public PathPolicy with(Eviction other) {
    return new PathPolicy(
        other, hold, idle, timeToLive, quota, admission, fewestReplicas, mostReplicas);
  }

  /** The same, pinned or not. */
  public PathPolicy with(Hold other) {
    return new PathPolicy(
        eviction, other, idle, timeToLive, quota, admission, fewestReplicas, mostReplicas);
  }

  /** The same with another admission. */
  public PathPolicy with(Admission other) {
    return new PathPolicy(
        eviction, hold, idle, timeToLive, quota, other, fewestReplicas, mostReplicas);
  }

  /** The same with another time after which a resident path counts as not read. */
  public PathPolicy withIdle(Duration other) {
    return new PathPolicy(
        eviction, hold, other, timeToLive, quota, admission, fewestReplicas, mostReplicas);
  }

  /** The same with another time to live. */
  public PathPolicy withTimeToLive(Duration other) {
    return new PathPolicy(
        eviction, hold, idle, other, quota, admission, fewestReplicas, mostReplicas);
  }

  /** The same with another quota, in bytes. */
  public PathPolicy withQuota(long other) {
    return new PathPolicy(
        eviction, hold, idle, timeToLive, other, admission, fewestReplicas, mostReplicas);
  }

  /** The same with other numbers of replicas. */
  public PathPolicy withReplicas(int fewest, int most) {
    return new PathPolicy(eviction, hold, idle, timeToLive, quota, admission, fewest, most);
  }
}
