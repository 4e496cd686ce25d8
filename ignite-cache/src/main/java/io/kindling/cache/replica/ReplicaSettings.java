package io.kindling.cache.replica;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import java.time.Duration;

/**
 * How a node keeps replicas.
 *
 * @param hotRate bytes a second that one node may serve of a group before another should help
 * @param halfLife after which a byte that was read counts half
 * @param copyRate bytes a second at most that are given to other nodes
 */
public record ReplicaSettings(long hotRate, Duration halfLife, long copyRate) {

  /** What the options say. */
  public static ReplicaSettings of(Settings settings) {
    return new ReplicaSettings(
        Math.max(1, settings.get(CacheOptions.REPLICA_HOT_RATE)),
        settings.get(CacheOptions.REPLICA_HALF_LIFE),
        Math.max(1, settings.get(CacheOptions.REPLICA_COPY_RATE)));
  }

  /** How often rates are looked at. */
  Duration period() {
    return Duration.ofMillis(Math.max(20, Math.min(2_000, halfLife.toMillis() / 8)));
  }

  /** How long a replica stays that no owner asks for: several half-lives, so that it is cold. */
  Duration orphanAfter() {
    return halfLife.multipliedBy(4);
  }

  /**
   * How many nodes should hold a group. It gets another node as soon as each would serve more than
   * the hot rate, and loses one when fewer could serve twice of what is read, so that it does not
   * come and go at the border.
   *
   * @param rate bytes a second that are read of it from all nodes that hold it
   * @param now how many hold it
   */
  int wanted(double rate, int now, int fewest, int most) {
    int wanted = now;
    if (rate > (double) hotRate * now) {
      wanted = (int) Math.min(most, 1 + rate / hotRate);
    } else if (rate < hotRate * (now - 1) / 2.0) {
      wanted = now - 1;
    }
    return Math.max(fewest, Math.min(most, wanted));
  }
}
