package io.kindling.cache.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which folders' blocks left one tier lately, and why: what tells an operator who drives out whom.
 * Of more than {@link #MOST} folders those are forgotten whose last block left longest ago. Safe
 * for any number of threads; the monitor is a leaf and held for less than a microsecond.
 */
final class Departures {

  /** Folders and causes that are remembered. */
  static final int MOST = 1_000;

  private final Map<Why, Count> counts =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Why, Count> eldest) {
          return size() > MOST;
        }
      };

  /** A block has left. */
  synchronized void note(PagedBlock block, Departure.Cause cause) {
    long now = System.currentTimeMillis();
    Count count = counts.computeIfAbsent(new Why(block.folder, cause), why -> new Count(now));
    count.blocks++;
    count.bytes += block.length;
    count.last = now;
  }

  /** What is remembered, those that left last at the end. */
  synchronized List<Departure> of(String tier) {
    List<Departure> all = new ArrayList<>(counts.size());
    counts.forEach(
        (why, count) ->
            all.add(
                new Departure(
                    tier,
                    why.folder,
                    why.cause,
                    count.blocks,
                    count.bytes,
                    count.first,
                    count.last)));
    return all;
  }

  private record Why(String folder, Departure.Cause cause) {}

  private static final class Count {
    private final long first;
    private long blocks;
    private long bytes;
    private long last;

    Count(long first) {
      this.first = first;
    }
  }
}
