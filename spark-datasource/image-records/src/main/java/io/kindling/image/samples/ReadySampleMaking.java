package io.kindling.image.samples;

import io.kindling.cache.pack.Pack;
import io.kindling.hadoop.load.LoadProgress;
import io.kindling.hadoop.load.SampleMaking;
import io.kindling.image.listing.PictureSet;
import io.kindling.image.record.RecordSplit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Ready samples of pictures for load jobs: the same plan, keys and making as those of readers. Any
 * thread.
 */
public final class ReadySampleMaking implements SampleMaking {

  @Override
  public Made make(
      Configuration configuration, List<Path> paths, String transform, Share share, Watch watch)
      throws IOException {
    Part part = Part.of(configuration, paths, transform, share);
    return new Making(part.samples).run(new SplitRun(part.splits, watch));
  }

  @Override
  public Found find(
      Configuration configuration, List<Path> paths, String transform, Share share, Watch watch)
      throws IOException {
    Part part = Part.of(configuration, paths, transform, share);
    return new Finding(part).run(new SplitRun(part.splits, watch));
  }

  /**
   * What of a set is meant.
   *
   * @param count how exactly packs of it that are missing can be counted
   */
  private record Part(ReadySamples samples, List<RecordSplit> splits, Missing count) {

    static Part of(Configuration configuration, List<Path> paths, String transform, Share share)
        throws IOException {
      TransformText text = TransformText.parse(transform);
      PictureSet set = PictureSet.list(configuration, paths, text.listing());
      List<RecordSplit> splits = new ArrayList<>();
      int number = 0;
      for (SamplePlan.SampleSplit each :
          new SamplePlan(configuration, text.transform()).splits(set)) {
        if (share.has(each.owner() == null ? null : each.owner().identity(), number++)) {
          splits.add(each.split());
        }
      }
      return new Part(
          new ReadySamples(configuration, text.transform(), set.reading()),
          splits,
          set.layout().container() == null ? Missing.ALL : Missing.AT_LEAST);
    }
  }

  /** The making of some splits. */
  private static final class Making {

    private final ReadySamples samples;
    private final AtomicLong packs = new AtomicLong();
    private final AtomicLong made = new AtomicLong();
    private final AtomicLong records = new AtomicLong();
    private final AtomicLong undecodable = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    Making(ReadySamples samples) {
      this.samples = samples;
    }

    Made run(SplitRun run) throws IOException {
      List<LoadProgress.Failure> failures = run.each(split -> make(split, run));
      return new Made(
          packs.get(), made.get(), records.get(), undecodable.get(), bytes.get(), failures);
    }

    private void make(RecordSplit split, SplitRun run) throws IOException {
      try (SamplePacks open = samples.open(split)) {
        for (SamplePack pack = open.next(); pack != null; pack = open.next()) {
          try (SamplePack counted = pack) {
            count(counted);
          }
          run.requireGoingOn();
        }
      }
    }

    private void count(SamplePack pack) {
      packs.incrementAndGet();
      if (pack.found() == Pack.Found.MADE) {
        made.incrementAndGet();
      }
      records.addAndGet(pack.records());
      bytes.addAndGet(pack.length());
      for (int i = 0; i < pack.records(); i++) {
        if (!pack.isPicture(i)) {
          undecodable.incrementAndGet();
        }
      }
    }
  }

  /** The search for the packs of some splits. */
  private static final class Finding {

    private final Part part;
    private final AtomicLong packs = new AtomicLong();
    private final AtomicLong missing = new AtomicLong();
    private final AtomicLong records = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    Finding(Part part) {
      this.part = part;
    }

    Found run(SplitRun run) throws IOException {
      List<LoadProgress.Failure> failures = run.each(this::find);
      return new Found(
          packs.get(), missing.get(), part.count, records.get(), bytes.get(), failures);
    }

    private void find(RecordSplit split) throws IOException {
      try (SamplePacks open = part.samples.open(split)) {
        HeldSamples held = open.held();
        packs.addAndGet(held.packs());
        missing.addAndGet(held.missing());
        records.addAndGet(held.records());
        bytes.addAndGet(held.bytes());
      }
    }
  }
}
