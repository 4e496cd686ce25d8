package io.kindling.image.samples;

import io.kindling.cache.pack.Pack;
import io.kindling.cache.pack.PackKey;
import io.kindling.cache.pack.PackShape;
import io.kindling.cache.pack.PackWriter;
import io.kindling.cache.pack.SourceRange;
import io.kindling.hadoop.samples.FilePacks;
import io.kindling.hadoop.samples.PackSource;
import io.kindling.image.read.RecordStream;
import io.kindling.image.record.FileRun;
import io.kindling.image.record.PictureRecord;
import io.kindling.image.record.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Packs of picture files: as many in each as it takes, in the order of the run. A run whose pack
 * has a name is that pack, and nothing is found out about its files unless it has to be made.
 */
final class FilePackRun implements SamplePacks {
  private final ReadySamples samples;
  private final List<SourceFile> files;
  private final @Nullable PackKey named;
  private int next;

  FilePackRun(ReadySamples samples, FileRun run) {
    this.samples = samples;
    this.files = run.files();
    this.named = run.pack();
  }

  @Override
  public @Nullable SamplePack next() throws IOException {
    if (next == files.size()) {
      return null;
    }
    NextPack pack = nextPack();
    Pack opened =
        pack.packs.open(pack.key, pack.first(), pack.sources, writer -> make(writer, pack.files));
    next += pack.files.size();
    return SamplePack.ofFiles(opened, pack.files);
  }

  @Override
  public HeldSamples held() throws IOException {
    HeldSamples held = HeldSamples.NONE;
    while (next < files.size()) {
      NextPack pack = nextPack();
      held = held.and(pack.packs.find(pack.key, pack.first(), pack.sources));
      next += pack.files.size();
    }
    return held;
  }

  /** The name of a pack, and what it is made from. */
  private record NextPack(
      FilePacks packs, PackKey key, FilePacks.Sources sources, List<SourceFile> files) {
    Path first() {
      return new Path(files.get(0).path());
    }
  }

  private NextPack nextPack() throws IOException {
    FilePacks packs = samples.packs(files.get(next));
    PackShape shape = samples.shapeOfFiles(packs.layout());
    PackKey known = named;
    if (known != null && isNameHere(known, shape)) {
      return new NextPack(packs, known, () -> sources(packs, files), files);
    }
    int end = next + Math.min(SamplePlan.files(shape), files.size() - next);
    List<SourceFile> inPack = files.subList(next, end);
    List<PackSource> sources = sources(packs, inPack);
    PackKey key =
        PackKey.of(
            sources.stream().map(source -> SourceRange.wholeFile(source.version())).toList(),
            samples.fingerprint(),
            shape);
    return new NextPack(packs, key, () -> sources, inPack);
  }

  /** Whether this process would make the very pack: its decoder and its blocks might be others. */
  private boolean isNameHere(PackKey known, PackShape shape) {
    return known.shape().equals(shape)
        && known.transform().equals(samples.fingerprint())
        && known.sources().size() == files.size();
  }

  private static List<PackSource> sources(FilePacks packs, List<SourceFile> files)
      throws IOException {
    List<PackSource> sources = new ArrayList<>(files.size());
    for (SourceFile file : files) {
      sources.add(packs.source(new Path(file.path()), file.status()));
    }
    return sources;
  }

  @Override
  public void skip(int count) throws IOException {
    if (next < files.size()) {
      FilePacks packs = samples.packs(files.get(next));
      PackShape shape = samples.shapeOfFiles(packs.layout());
      next = (int) Math.min(files.size(), next + (long) count * SamplePlan.files(shape));
    }
  }

  private void make(PackWriter writer, List<SourceFile> inPack) throws IOException {
    try (RecordStream stream = samples.stream(new FileRun(inPack))) {
      int made = samples.maker().fill(writer, stream, new WholeFiles());
      if (made != inPack.size()) {
        throw new IllegalStateException(made + " records of " + inPack.size() + " files");
      }
    }
  }

  @Override
  public void close() {}

  /** Each source is one record. */
  private static final class WholeFiles implements SampleMaker.Naming {
    @Override
    public int source(int record) {
      return record;
    }

    @Override
    public long recordInSource(int record) {
      return 0;
    }

    @Override
    public String key(PictureRecord record) {
      return "";
    }
  }
}
