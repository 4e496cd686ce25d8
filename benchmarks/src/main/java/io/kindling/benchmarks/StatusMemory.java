package io.kindling.benchmarks;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.Strength;
import io.kindling.cache.status.FileStatusEntry;
import io.kindling.cache.status.StatusTable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What the statuses of a million files take of an owner's heap, as the table counts it and as the
 * heap grew, and how long one lookup takes. Ten owners hold ten million files like this.
 */
final class StatusMemory implements Benchmark {

  private static final int DETAILS = 24;

  @Override
  public String name() {
    return "statuses";
  }

  @Override
  public String description() {
    return "heap for the statuses of 1,000,000 files, and the time of a lookup";
  }

  @Override
  public List<Row> run(Scale scale) throws Exception {
    int files = scale.choose(1_000_000, 100_000);
    long before = heap();
    StatusTable table = new StatusTable(1L << 30, System::nanoTime);
    for (int i = 0; i < files; i++) {
      if (!table.put(entry(i), table.clock())) {
        throw new IllegalStateException("the status of file " + i + " was not kept");
      }
    }
    long counted = table.bytes();
    long grown = heap() - before;
    if (table.size() != files) {
      throw new IllegalStateException(table.size() + " statuses where " + files + " were put");
    }
    lookups(table, files);
    double nanos = lookups(table, files);
    return List.of(
        new Row("status table, counted", "bytes/file", (double) counted / files, null, null, null),
        new Row(
            "status table, heap grown by", "bytes/file", (double) grown / files, null, null, null),
        new Row("lookup by URI", "ns", nanos, null, null, null));
  }

  /** As S3 would describe an image of a training set: a path of 60 characters, an etag, a time. */
  private static FileStatusEntry entry(int number) {
    String etag = String.format(Locale.ROOT, "\"%032x\"", number * 0x9E3779B97F4A7C15L);
    return FileStatusEntry.file(
        FileVersion.of(uri(number), 100_000 + number % 50_000, etag, Strength.STRONG),
        new byte[DETAILS]);
  }

  private static String uri(int number) {
    return String.format(
        Locale.ROOT,
        "s3a://training/imagenet/train/n%08d/n%08d_%06d.JPEG",
        number / 1_300,
        number / 1_300,
        number);
  }

  private static double lookups(StatusTable table, int files) {
    int count = Math.min(files, 200_000);
    String[] uris = new String[count];
    for (int i = 0; i < count; i++) {
      uris[i] = uri((int) (i * 7_919L % files));
    }
    long start = System.nanoTime();
    for (String uri : uris) {
      if (table.get(uri, Duration.ofHours(1)) == null) {
        throw new IllegalStateException(uri + " is not known");
      }
    }
    return (double) (System.nanoTime() - start) / count;
  }

  private static long heap() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(50);
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
