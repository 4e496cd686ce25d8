package io.kindling.cache.node;

import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.transfer.Connection;
import java.io.IOException;

/**
 * Tells storage nodes what this client has counted, so that the cluster's sums hold what its
 * clients read. Each count is told once; only when an answer is lost on its way it is told again.
 * Safe for any number of threads.
 */
final class CounterTelling {

  private final Metrics metrics;
  private MetricsSnapshot told = MetricsSnapshot.zero();

  CounterTelling(Metrics metrics) {
    this.metrics = metrics;
  }

  /** Whether anything was counted since it was told last. */
  synchronized boolean isDue() {
    return !metrics.snapshot().withoutGauges().minus(told).isZero();
  }

  /**
   * Tells one node.
   *
   * @return whether it took it
   */
  synchronized boolean tell(Connection connection) throws IOException {
    MetricsSnapshot now = metrics.snapshot().withoutGauges();
    byte[] bytes = OperatorWire.bytes(now.minus(told)::writeTo);
    connection.begin(NodeOperation.CLIENT_COUNTERS, bytes.length).put(bytes);
    connection.send();
    boolean taken = connection.receive().get() == NodeOperation.WANTED;
    if (taken) {
      told = now;
    }
    return taken;
  }
}
