package io.kindling.cache.node;

import io.kindling.cache.metrics.MetricsSnapshot;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What JVMs have counted that read through a cluster without being storage nodes. Each tells one
 * node what it counted since it told last, so the sum over all nodes is what all have counted.
 *
 * @param active how many have read in the last half minute
 * @param counters of all since the node's start, those that ended included
 */
public record ClientCounters(int active, MetricsSnapshot counters) {

  void writeTo(DataOutput output) throws IOException {
    output.writeInt(active);
    counters.writeTo(output);
  }

  static ClientCounters readFrom(DataInput input) throws IOException {
    return new ClientCounters(input.readInt(), MetricsSnapshot.readFrom(input));
  }
}
