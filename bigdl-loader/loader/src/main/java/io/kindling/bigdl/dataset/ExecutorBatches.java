package io.kindling.bigdl.dataset;

import io.kindling.bigdl.batch.EpochBatches;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The training batches of all partitions that this JVM trains. BigDL evaluates a partition anew in
 * every iteration; what was filled ahead, the order of the epoch and the open packs live here
 * between. Any thread.
 */
final class ExecutorBatches {

  /** After which a partition that nobody trains lets go of its packs. */
  private static final Duration IDLE = Duration.ofMinutes(10);

  private static final Map<Key, Entry> ENTRIES = new HashMap<>();

  private ExecutorBatches() {}

  private record Key(UUID dataSet, int partition) {}

  /** The batches of a partition. */
  static synchronized EpochBatches of(BatchSource source, int partition) {
    long now = System.nanoTime();
    closeIdle(now);
    Entry entry =
        ENTRIES.computeIfAbsent(
            new Key(source.id(), partition), any -> Entry.of(source, partition));
    entry.used = now;
    return entry.batches;
  }

  private static void closeIdle(long now) {
    Iterator<Entry> entries = ENTRIES.values().iterator();
    while (entries.hasNext()) {
      Entry entry = entries.next();
      if (now - entry.used > IDLE.toNanos()) {
        entries.remove();
        entry.batches.close();
      }
    }
  }

  /**
   * Lets go of what a data set has here.
   *
   * @return what was found of its packs
   */
  static synchronized List<SeenPacks> forget(UUID dataSet) {
    List<SeenPacks> seen = new ArrayList<>();
    Iterator<Map.Entry<Key, Entry>> entries = ENTRIES.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Key, Entry> entry = entries.next();
      if (entry.getKey().dataSet().equals(dataSet)) {
        entries.remove();
        entry.getValue().batches.close();
        seen.add(entry.getValue().packs.seen(entry.getKey().partition()));
      }
    }
    return seen;
  }

  /** Partitions that have batches here. */
  static synchronized int size() {
    return ENTRIES.size();
  }

  private static final class Entry {
    final EpochBatches batches;
    final PartOpener packs;
    long used;

    private Entry(EpochBatches batches, PartOpener packs) {
      this.batches = batches;
      this.packs = packs;
    }

    static Entry of(BatchSource source, int partition) {
      PartitionPlan plan = source.plan(partition);
      PartOpener packs = source.opener(plan);
      return new Entry(source.training(plan, packs, partition), packs);
    }
  }
}
