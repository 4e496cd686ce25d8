package io.kindling.bigdl.dataset;

import io.kindling.bigdl.batch.OpenPack;
import io.kindling.bigdl.batch.PackOpener;
import io.kindling.image.record.RecordSplit;
import io.kindling.image.samples.ReadySamples;
import io.kindling.image.samples.SamplePack;
import io.kindling.image.samples.SamplePacks;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the packs that a partition's plan names, in an executor, and makes those that nobody has.
 * Any thread.
 */
final class PartOpener implements PackOpener {

  private static final Logger LOG = LoggerFactory.getLogger(PartOpener.class);

  private final SampleReading reading;
  private final PartitionPlan plan;
  private final CountedBy countedBy;
  private final ReadySamples samples;
  private final Map<Integer, LoadCounts> seen = new ConcurrentHashMap<>();
  private final Set<Integer> warned = ConcurrentHashMap.newKeySet();

  PartOpener(SampleReading reading, PartitionPlan plan, CountedBy countedBy) {
    this.reading = reading;
    this.plan = plan;
    this.countedBy = countedBy;
    this.samples = reading.samples();
  }

  /** What was found until now. */
  SeenPacks seen(int partition) {
    return new SeenPacks(partition, seen, LoadCounts.making(samples.counts()));
  }

  @Override
  public OpenPack open(int part) throws IOException {
    try (PartRun run = run()) {
      return run.open(part);
    }
  }

  @Override
  public PartRun run() {
    return new PartRun();
  }

  /** The pictures of a part out of its pack, or null when that turns out to have none. */
  private @Nullable SamplePart part(SamplePack pack, int[] usable, int number) throws IOException {
    PackPart part = plan.parts().get(number);
    if (countedBy == CountedBy.PACKS) {
      return SamplePart.exactly(pack, usable, part);
    }
    if (usable.length < part.first() + part.count() && warned.add(number)) {
      LOG.warn(
          "{} has {} pictures to be trained where {} records were told; others come twice in their"
              + " place until the first epoch is over",
          pack,
          usable.length,
          part.first() + part.count());
    }
    return usable.length == 0 ? null : SamplePart.repeating(pack, usable, part);
  }

  /** Parts for one thread, which goes on in a split as long as their packs ascend. */
  final class PartRun implements Run {

    private @Nullable RecordSplit split;
    private @Nullable SamplePacks packs;
    private int next;

    @Override
    public SamplePart open(int part) throws IOException {
      int parts = plan.parts().size();
      for (int beyond = 0; beyond < parts; beyond++) {
        SamplePart found = open(part, (part + beyond) % parts);
        if (found != null) {
          return found;
        }
      }
      throw new IOException(
          "%d packs hold no picture that can be trained, as of %s"
              .formatted(parts, plan.parts().get(part).split()));
    }

    /** The pictures of a part out of the pack of this or of another one. */
    private @Nullable SamplePart open(int part, int from) throws IOException {
      SamplePack pack = pack(plan.parts().get(from));
      SamplePart opened = null;
      try {
        int[] usable = reading.usable(pack);
        seen.computeIfAbsent(from, first -> LoadCounts.of(pack, usable.length));
        opened = part(pack, usable, part);
      } finally {
        if (opened == null) {
          pack.close();
        }
      }
      return opened;
    }

    // Splits hold lists of files, which are slow to compare.
    @SuppressWarnings("ReferenceEquality")
    private SamplePack pack(PackPart from) throws IOException {
      SamplePacks open = packs;
      boolean goesOn = split == from.split() && next <= from.pack();
      if (open == null || !goesOn) {
        close();
        open = samples.open(from.split());
        packs = open;
        split = from.split();
        next = 0;
      }
      open.skip(from.pack() - next);
      next = from.pack() + 1;
      SamplePack pack = open.next();
      if (pack == null) {
        throw new IOException(
            "pack %d of %s is gone: load the data set anew".formatted(from.pack(), from.split()));
      }
      return pack;
    }

    @Override
    public void close() {
      SamplePacks open = packs;
      packs = null;
      if (open != null) {
        open.close();
      }
    }
  }
}
