package io.kindling.cache.node;

import io.kindling.cache.metrics.Fault;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.store.TierUse;
import io.kindling.cache.store.WorkingSetEstimate;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a storage node says of itself.
 *
 * @param process the JVM it lives in
 * @param epoch of the owner table that it has
 * @param members storage nodes in that table; 0 when it is out of its cluster
 * @param tiers the fastest first
 * @param openHandles on blocks
 * @param workingSet how often reads would find their blocks in stores of other sizes
 * @param counters of its JVM since its start
 * @param clients what JVMs have told this node that are no storage nodes
 * @param faults the last of each cause in its JVM, so far as more is known than the count
 */
public record NodeReport(
    NodeProcess process,
    long epoch,
    int members,
    List<TierUse> tiers,
    long openHandles,
    WorkingSetEstimate workingSet,
    MetricsSnapshot counters,
    ClientCounters clients,
    List<Fault> faults) {

  public NodeReport {
    tiers = List.copyOf(tiers);
    faults = List.copyOf(faults);
  }

  /** Bytes that all tiers may hold. */
  public long capacity() {
    return tiers.stream().mapToLong(TierUse::capacity).sum();
  }

  /** Bytes that are taken in all tiers. */
  public long used() {
    return tiers.stream().mapToLong(TierUse::used).sum();
  }

  void writeTo(DataOutput output) throws IOException {
    process.writeTo(output);
    output.writeLong(epoch);
    output.writeInt(members);
    output.writeShort(tiers.size());
    for (TierUse tier : tiers) {
      output.writeUTF(tier.name());
      output.writeLong(tier.capacity());
      output.writeLong(tier.used());
      output.writeLong(tier.blocks());
    }
    output.writeLong(openHandles);
    output.writeLong(workingSet.reads());
    output.writeShort(workingSet.points().size());
    for (WorkingSetEstimate.Point point : workingSet.points()) {
      output.writeDouble(point.factor());
      output.writeLong(point.bytes());
      output.writeDouble(point.hitRatio());
    }
    counters.writeTo(output);
    clients.writeTo(output);
    output.writeShort(faults.size());
    for (Fault fault : faults) {
      fault.writeTo(output);
    }
  }

  static NodeReport readFrom(DataInput input) throws IOException {
    NodeProcess process = NodeProcess.readFrom(input);
    long epoch = input.readLong();
    int members = input.readInt();
    List<TierUse> tiers = new ArrayList<>();
    for (int left = input.readUnsignedShort(); left > 0; left--) {
      tiers.add(new TierUse(input.readUTF(), input.readLong(), input.readLong(), input.readLong()));
    }
    long handles = input.readLong();
    long reads = input.readLong();
    List<WorkingSetEstimate.Point> points = new ArrayList<>();
    for (int left = input.readUnsignedShort(); left > 0; left--) {
      points.add(
          new WorkingSetEstimate.Point(input.readDouble(), input.readLong(), input.readDouble()));
    }
    WorkingSetEstimate workingSet = new WorkingSetEstimate(reads, List.copyOf(points));
    MetricsSnapshot counters = MetricsSnapshot.readFrom(input);
    ClientCounters clients = ClientCounters.readFrom(input);
    List<Fault> faults = new ArrayList<>();
    for (int left = input.readUnsignedShort(); left > 0; left--) {
      faults.add(Fault.readFrom(input));
    }
    return new NodeReport(
        process, epoch, members, tiers, handles, workingSet, counters, clients, faults);
  }
}
