package io.kindling.cache.client;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.GroupId;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.owner.Answer;
import io.kindling.cache.owner.BlockOwner;
import io.kindling.cache.owner.DamagedBlockException;
import io.kindling.cache.owner.OwnerUnavailableException;
import io.kindling.cache.owner.Reader;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads of groups that several nodes hold. Readers spread over them by who they are and by what
 * they read, without asking anybody: what they know of replicas came with an earlier answer of the
 * owner. When it is wrong by now, it costs one request in vain. Safe for any number of threads.
 */
final class ReplicaReader {

  private final ReadPlanner planner;
  private final FileVersion version;

  ReplicaReader(ReadPlanner planner, FileVersion version) {
    this.planner = planner;
    this.version = version;
  }

  /**
   * Reads from the replica whose turn it is.
   *
   * @param known how many nodes are known to hold the group
   * @param target takes the bytes at its position
   * @param count bytes of the range
   * @return bytes read; 0 when it is the owner's turn, or the replica does not have them
   */
  int readInTurn(
      GroupId group,
      int known,
      int block,
      long position,
      ByteBuffer target,
      int count,
      Reader reader)
      throws IOException {
    if (known < 2) {
      return 0;
    }
    BlockOwner first = planner.owners().owner(group, 0);
    int turn = Math.floorMod(planner.session().hashCode() + block, known);
    return turn == 0 || first == null || first.isLocal()
        ? 0
        : read(group, turn, position, target, count, reader);
  }

  /** Reads from the first of some replicas that has the bytes; 0 when none has. */
  int readAny(
      GroupId group,
      int firstRank,
      int known,
      long position,
      ByteBuffer target,
      int count,
      Reader reader)
      throws IOException {
    for (int rank = firstRank; rank < known; rank++) {
      int read = read(group, rank, position, target, count, reader);
      if (read > 0) {
        return read;
      }
    }
    return 0;
  }

  private int read(
      GroupId group, int rank, long position, ByteBuffer target, int count, Reader reader)
      throws IOException {
    BlockOwner replica = planner.owners().owner(group, rank);
    if (replica == null || replica.isLocal()) {
      return 0;
    }
    int limit = target.limit();
    try {
      target.limit(target.position() + count);
      Answer answer = replica.readReplica(version.versionKey(), position, target, reader);
      if (answer instanceof Answer.Data data) {
        planner.counters().increment(Metric.REPLICA_READS);
        return data.count();
      }
      planner.counters().increment(Metric.REPLICA_MISSES);
    } catch (OwnerUnavailableException unavailable) {
      note(Metric.PEER_FAILURES, replica, unavailable);
    } catch (DamagedBlockException damaged) {
      note(Metric.CHECKSUM_FAILURES, replica, damaged);
    } finally {
      target.limit(limit);
    }
    planner.owners().learned(group, 1);
    return 0;
  }

  private void note(Metric cause, BlockOwner replica, IOException fault) throws IOException {
    planner
        .faults()
        .note(cause, "reading %s from %s".formatted(version.uri(), replica.describe()), fault);
  }
}
