package io.kindling.benchmarks;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.node.ClusterClient;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.store.Freed;
import io.kindling.hadoop.load.CacheFiles;
import io.kindling.hadoop.load.Holdings;
import io.kindling.hadoop.load.KnownFiles;
import io.kindling.hadoop.load.LoadJob;
import io.kindling.hadoop.load.LoadProgress;
import io.kindling.hadoop.load.LoadSettings;
import io.kindling.hadoop.load.NodeOrders;
import io.kindling.hadoop.load.OwnFetcher;
import io.kindling.hadoop.load.SpreadFetcher;
import io.kindling.s3.S3Access;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;

/**
 * A storage node in a JVM of its own that loads from one S3 server, and this JVM as the one that
 * tells it to, as {@code kindling load} does. One at a time.
 */
final class LoadCluster implements AutoCloseable {

  private static final int THREADS = 48;
  private static final long LOOK_MILLIS = 5;

  private final PeerNode node;
  private final Configuration configuration = new Configuration();
  private final ClusterClient client;

  /**
   * Starts the node.
   *
   * @param buckets what will be loaded
   */
  LoadCluster(S3Access server, String memory, List<String> buckets) throws IOException {
    Map<String, String> options = new HashMap<>(server.hadoopOptions());
    for (String bucket : buckets) {
      options.put("fs.cache.mount." + bucket, "s3a://" + bucket);
    }
    List<String> arguments = new ArrayList<>();
    options.forEach((key, value) -> arguments.add(key + "=" + value));
    node = PeerNode.start(memory, arguments.toArray(String[]::new));
    options.forEach(configuration::set);
    node.clientOptions().forEach(configuration::set);
    client =
        KindlingProcess.join(
            Settings.read(CacheOptions.ALL, configuration::get), System.getProperty("user.name"));
  }

  /**
   * What a load took.
   *
   * @param files after the first ones
   * @param seconds for those
   * @param allSeconds of the whole job
   * @param bytes of all files
   * @param allFiles the first ones among them
   */
  record Loaded(long files, double seconds, double allSeconds, long bytes, long allFiles) {

    /** Files a second, without the first ones. */
    double afterFirst() {
      return files / seconds;
    }

    /** Files a second of the whole job, with listing and the last look at the owners. */
    double filesPerSecond() {
      return allFiles / allSeconds;
    }

    /** Of the whole job. */
    double bytesPerSecond() {
      return bytes / allSeconds;
    }
  }

  /**
   * Loads a bucket, and drops it afterwards.
   *
   * @param first files that do not count
   */
  Loaded load(String bucket, int first) throws Exception {
    LoadSettings settings = new LoadSettings(THREADS, 0, 0, 5, Duration.ofSeconds(4), 1);
    LoadProgress progress = new LoadProgress();
    long start = System.nanoTime();
    long[] counted = new long[2];
    Thread watch = new Thread(() -> watch(progress, first, counted), "load-watch");
    try (CacheFiles files = CacheFiles.asTheyAre(configuration)) {
      LoadJob job =
          new LoadJob(
              new SpreadFetcher(
                  new NodeOrders(client),
                  client.operator(),
                  client.layout(),
                  settings,
                  new OwnFetcher(files, settings)),
              new Holdings(client.operator(), client.layout(), 1),
              client.table().size(),
              settings,
              progress);
      watch.start();
      new KnownFiles(files, job).find("/" + bucket);
      job.finish();
    } finally {
      watch.interrupt();
      watch.join();
    }
    long end = System.nanoTime();
    if (!progress.isComplete() || progress.bytesHere() > 0) {
      throw new IOException(
          "%d of %d files were loaded, %d bytes not by the node: %s"
              .formatted(
                  progress.filesDone(),
                  progress.files(),
                  progress.bytesHere(),
                  progress.failures().stream().limit(5).toList()));
    }
    try (CacheFiles files = CacheFiles.asTheyAre(configuration)) {
      String uri = files.locate("/" + bucket).uri();
      var ignored = client.operator().free(uri, Freed.Pinned.GO);
    }
    return new Loaded(
        progress.files() - counted[0],
        (end - counted[1]) / 1e9,
        (end - start) / 1e9,
        progress.bytes(),
        progress.files());
  }

  /** Notes how many files were done, and when, as soon as those are done that do not count. */
  private static void watch(LoadProgress progress, int first, long[] counted) {
    try {
      while (progress.filesDone() < first) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException early) {
      Thread.currentThread().interrupt();
    }
    counted[0] = progress.filesDone();
    counted[1] = System.nanoTime();
  }

  /** Processor time of the node's JVM so far, in nanoseconds. */
  long cpuNanos() {
    return node.cpuNanos();
  }

  @Override
  public void close() throws IOException {
    KindlingProcess.leave();
    node.close();
  }
}
