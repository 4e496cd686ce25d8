package io.kindling.bigdl.dataset;

import io.kindling.cache.pack.Pack;
import io.kindling.cache.pack.PackKey;
import io.kindling.cache.pack.PackShape;
import io.kindling.cache.pack.PackWriter;
import io.kindling.cache.pack.SourceRange;
import io.kindling.hadoop.samples.FilePacks;
import io.kindling.hadoop.samples.PackSource;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.FileRun;
import io.kindling.image.record.RecordSplit;
import io.kindling.image.record.SourceFile;
import io.kindling.image.samples.FolderPacks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of pictures in the packs of a set, kept by the cache as a small pack of their own: a
 * later trial that lists the same files need not open one pack to know them all. Its key names the
 * content of every file, so numbers are never those of another set. Used in the driver by one
 * thread.
 */
final class KnownCounts {

  private static final int RECORD = 4096;

  /** Bytes for each split, that make room for some hundred packs. */
  private static final int SPLIT = 256;

  private final SampleReading reading;
  private final List<RecordSplit> splits;
  private final FolderPacks folders;
  private @Nullable Kept place;

  /**
   * The numbers for a set.
   *
   * @param splits all of its splits, in an order that the listing decides
   */
  KnownCounts(Configuration options, SampleReading reading, List<RecordSplit> splits) {
    this.folders = new FolderPacks(options);
    this.reading = reading;
    this.splits = splits;
  }

  /** Counts the pictures by opening all packs. */
  @FunctionalInterface
  interface Counting {
    /**
     * The result for each split.
     *
     * @param goesOn to be called every few seconds
     */
    SetCounts count(Runnable goesOn) throws IOException;
  }

  /**
   * The numbers as they are known, else as they are counted now, while other trials of the same set
   * wait for them.
   *
   * @throws IOException what counting failed with
   */
  SetCounts get(Counting counting) throws IOException {
    Kept kept = kept();
    Counted counted = new Counted(counting);
    try (Pack pack = kept.keeper.open(kept.key, List.of(kept.source), counted)) {
      SetCounts known = counted.counts;
      return known == null ? SetCounts.read(bytes(pack, kept.shape)) : known;
    } catch (TooLongException tooLong) {
      return tooLong.counts;
    }
  }

  /** Whether the numbers are known now, so that {@link #get} does not count. */
  boolean isKept() throws IOException {
    Kept kept = kept();
    return kept.keeper.find(kept.key, kept.source.path(), () -> List.of(kept.source)) != null;
  }

  /** The pack of the numbers. */
  private record Kept(FilePacks keeper, PackSource source, PackShape shape, PackKey key) {}

  private Kept kept() throws IOException {
    Kept known = place;
    if (known == null) {
      SourceFile first = file(splits.get(0));
      FilePacks keeper = folders.of(first);
      PackSource source = source(first);
      PackShape shape = shape(keeper);
      List<SourceRange> range = List.of(new SourceRange(source.version(), 0, 1, 0, 0));
      known = new Kept(keeper, source, shape, PackKey.of(range, "counts of " + digest(), shape));
      place = known;
    }
    return known;
  }

  private PackShape shape(FilePacks keeper) {
    long wanted = RECORD + (long) splits.size() * SPLIT;
    long most = Math.min(PackShape.USUAL_BYTES, keeper.layout().groupSize() / 2);
    return new PackShape(RECORD, 0, (int) Math.max(1, Math.min(wanted, most) / RECORD));
  }

  private static ByteBuffer bytes(Pack pack, PackShape shape) {
    ByteBuffer all = ByteBuffer.allocate(pack.records() * shape.recordLength());
    for (int record = 0; record < pack.records(); record++) {
      all.put(pack.record(record));
    }
    return all.flip();
  }

  /** Of all that the numbers depend on. */
  private String digest() throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException none) {
      throw new IllegalStateException("every Java has SHA-256", none);
    }
    text(digest, reading.fingerprint());
    for (RecordSplit split : splits) {
      if (split instanceof FileRun run) {
        text(digest, "files");
        for (SourceFile file : run.files()) {
          content(digest, file);
          number(digest, file.labels().label());
        }
      } else {
        ContainerRange range = (ContainerRange) split;
        text(digest, range.format().name());
        content(digest, range.file());
        number(digest, range.start());
        number(digest, range.length());
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private void content(MessageDigest digest, SourceFile file) throws IOException {
    PackSource source = source(file);
    number(digest, source.version().versionKey().high());
    number(digest, source.version().versionKey().low());
  }

  private static void text(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  private static void number(MessageDigest digest, long number) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
  }

  private static SourceFile file(RecordSplit split) {
    return split instanceof FileRun run ? run.files().get(0) : ((ContainerRange) split).file();
  }

  private PackSource source(SourceFile file) throws IOException {
    return folders.of(file).source(new Path(file.path()), file.status());
  }

  /** Counts when nobody knows. */
  private static final class Counted implements FilePacks.Making {

    private final Counting counting;
    private @Nullable SetCounts counts;

    Counted(Counting counting) {
      this.counting = counting;
    }

    @Override
    public void make(PackWriter writer) throws IOException {
      SetCounts now = counting.count(writer::goesOn);
      counts = now;
      ByteBuffer bytes = now.write();
      if (bytes.remaining() > (long) writer.most() * RECORD) {
        throw new TooLongException(now);
      }
      while (bytes.hasRemaining()) {
        ByteBuffer record = writer.record();
        int length = Math.min(record.remaining(), bytes.remaining());
        record.put(bytes.slice(bytes.position(), length));
        bytes.position(bytes.position() + length);
        writer.add(0, 0, 0);
      }
    }
  }

  /** So many packs that their numbers are not kept. */
  private static final class TooLongException extends IOException {

    private static final long serialVersionUID = 1;

    private final transient SetCounts counts;

    TooLongException(SetCounts counts) {
      super("the numbers of this set are not kept");
      this.counts = counts;
    }
  }
}
