package io.kindling.command;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.thread.DaemonThreads;
import io.kindling.command.cluster.Cluster;
import io.kindling.command.output.CommandException;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.Json;
import io.kindling.command.output.Quantities;
import io.kindling.command.output.TextTable;
import io.kindling.hadoop.load.CacheFiles;
import io.kindling.hadoop.load.KnownFiles;
import io.kindling.hadoop.status.KnownFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads a path through the cache and says how fast that was. */
@Command(
    name = "bench",
    description =
        "Reads files through the cache from this process, whole and in rounds, and says how fast"
            + " each round was and where the bytes came from. The first round fills the cache.")
final class BenchVerb extends Verb {

  private static final Logger LOG = LoggerFactory.getLogger(BenchVerb.class);

  @Parameters(paramLabel = "PATH", description = "A file, a folder or a pattern.")
  private String path = "";

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "8",
      description = "Readers at a time. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often all is read. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--files",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Files that are read at most. Default: ${DEFAULT-VALUE}.")
  private int most;

  /** One round. Times in nanoseconds, sorted. */
  private record Round(long nanos, long bytes, List<Long> each, MetricsSnapshot counted) {

    long bytesPerSecond() {
      return (long) (bytes * 1e9 / Math.max(1, nanos));
    }

    double filesPerSecond() {
      return each.size() * 1e9 / Math.max(1, nanos);
    }

    double millis(double part) {
      return each.isEmpty() ? 0 : each.get((int) Math.floor(part * (each.size() - 1))) / 1e6;
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (threads < 1 || rounds < 1 || most < 1) {
      throw new CommandException(
          ExitCode.WRONG_INPUT, "--threads, --rounds and --files have to be 1 or more");
    }
    Configuration configuration = common().configuration();
    try (Cluster cluster = Cluster.connect(CommonOptions.settings(configuration));
        CacheFiles readers = CacheFiles.asReadersSeeThem(configuration)) {
      LOG.debug("{} has {} nodes", cluster.id(), cluster.table().size());
      List<Path> files = new ArrayList<>();
      new KnownFiles(readers, new First(files, most)).find(path);
      FileSystem fileSystem = readers.of(CacheFiles.path(path));
      List<Round> done = new ArrayList<>();
      for (int i = 0; i < rounds; i++) {
        done.add(round(fileSystem, files));
      }
      show(
          Json.object(
              "files",
              files.size(),
              "threads",
              threads,
              "rounds",
              done.stream().map(BenchVerb::json).toList()),
          out -> table(done).print(out));
      return ExitCode.DONE;
    }
  }

  private Round round(FileSystem fileSystem, List<Path> files)
      throws IOException, InterruptedException {
    MetricsSnapshot before = KindlingProcess.metrics();
    AtomicInteger next = new AtomicInteger();
    ExecutorService readers =
        Executors.newFixedThreadPool(threads, DaemonThreads.numbered("kindling-bench-"));
    List<Future<Long>> reading = new ArrayList<>();
    long[] each = new long[files.size()];
    long start = System.nanoTime();
    for (int i = 0; i < threads; i++) {
      reading.add(
          readers.submit(
              () -> {
                byte[] buffer = new byte[1 << 20];
                long bytes = 0;
                for (int n = next.getAndIncrement(); n < each.length; n = next.getAndIncrement()) {
                  long begun = System.nanoTime();
                  bytes += read(fileSystem, files.get(n), buffer);
                  each[n] = System.nanoTime() - begun;
                }
                return bytes;
              }));
    }
    long bytes = 0;
    try {
      for (Future<Long> reader : reading) {
        bytes += reader.get();
      }
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException cause ? cause : new IOException(failed);
    } finally {
      readers.shutdownNow();
    }
    long nanos = System.nanoTime() - start;
    Arrays.sort(each);
    MetricsSnapshot counted = KindlingProcess.metrics().minus(before);
    return new Round(nanos, bytes, Arrays.stream(each).boxed().toList(), counted);
  }

  private static long read(FileSystem fileSystem, Path file, byte[] buffer) throws IOException {
    long bytes = 0;
    try (FSDataInputStream input = fileSystem.open(file)) {
      for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
        bytes += count;
      }
    }
    return bytes;
  }

  private static Map<String, @Nullable Object> json(Round round) {
    return Json.object(
        "seconds",
        round.nanos / 1e9,
        "bytes",
        round.bytes,
        "bytesPerSecond",
        round.bytesPerSecond(),
        "filesPerSecond",
        round.filesPerSecond(),
        "medianMillis",
        round.millis(0.5),
        "p99Millis",
        round.millis(0.99),
        "memory",
        round.counted.get(Metric.MEMORY_BYTES),
        "disk",
        round.counted.get(Metric.DISK_BYTES),
        "peer",
        round.counted.get(Metric.PEER_BYTES),
        "underStore",
        round.counted.get(Metric.UNDER_STORE_BYTES));
  }

  private static TextTable table(List<Round> rounds) {
    TextTable table =
        new TextTable("ROUND", "BYTES", "SPEED", "FILES", "MEDIAN", "P99", "FROM THE UNDER STORE");
    int number = 1;
    for (Round round : rounds) {
      table.row(
          number++,
          Quantities.bytes(round.bytes),
          Quantities.bytes(round.bytesPerSecond()) + "/s",
          String.format(Locale.ROOT, "%.0f/s", round.filesPerSecond()),
          String.format(Locale.ROOT, "%.1f ms", round.millis(0.5)),
          String.format(Locale.ROOT, "%.1f ms", round.millis(0.99)),
          Quantities.percent(round.counted.get(Metric.UNDER_STORE_BYTES), round.bytes));
    }
    return table;
  }

  /** The first files that are found. */
  private record First(List<Path> files, int most) implements KnownFiles.Sink {

    @Override
    public void found(KnownFile file) {
      if (file.isFile() && goesOn()) {
        files.add(file.path());
      }
    }

    @Override
    public void failed(String path, String reason) {
      throw new IllegalStateException(path + ": " + reason);
    }

    @Override
    public boolean goesOn() {
      return files.size() < most;
    }
  }
}
