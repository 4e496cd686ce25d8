package io.kindling.spark.load;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.node.ClusterClient;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.hadoop.config.FileSystemOptions;
import io.kindling.hadoop.load.CacheFiles;
import io.kindling.hadoop.load.Holdings;
import io.kindling.hadoop.load.JobWatch;
import io.kindling.hadoop.load.KnownFiles;
import io.kindling.hadoop.load.LoadBoard;
import io.kindling.hadoop.load.LoadJob;
import io.kindling.hadoop.load.LoadProgress;
import io.kindling.hadoop.load.LoadSettings;
import io.kindling.hadoop.load.OwnFetcher;
import io.kindling.hadoop.load.SpreadFetcher;
import io.kindling.spark.session.SessionHadoop;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.sql.SparkSession;

/** One load. Used by the caller's thread, in the driver. */
public final class LoadCall {

  private static final int ROUNDS = 5;

  /** Batches of Spark jobs are larger than those of storage nodes, because each costs more. */
  private static final int SCALE = 8;

  private final SparkSession session;
  private final List<String> paths;
  private final LoadOptions options;

  public LoadCall(SparkSession session, List<String> paths, LoadOptions options) {
    this.session = session;
    this.paths = List.copyOf(paths);
    this.options = options;
  }

  /**
   * Loads, and returns when the owners hold all.
   *
   * @throws LoadFailedException when they do not; names the files
   * @throws IOException when nothing is found, or the cluster does not answer
   */
  public LoadReport run() throws IOException {
    Configuration configuration = SessionHadoop.configuration(session, Map.of());
    String user = UserGroupInformation.getCurrentUser().getShortUserName();
    ClusterClient client = client(configuration, user);
    LoadProgress progress = new LoadProgress();
    Settings files = Settings.read(FileSystemOptions.ALL, configuration::get);
    LoadSettings settings =
        new LoadSettings(
            options.threads(),
            options.bandwidth(),
            files.get(FileSystemOptions.SETTLE_TIME).toMillis(),
            ROUNDS,
            Duration.ofSeconds(options.replicas() > 1 ? 30 : 4),
            SCALE);
    try (CacheFiles cacheFiles = CacheFiles.asTheyAre(configuration)) {
      setReplicas(client, cacheFiles);
      Holdings holdings =
          new Holdings(client.operator(), client.layout(), Math.max(1, options.replicas()));
      TaskOrders tasks =
          new TaskOrders(session, configuration, client, progress, String.join(", ", paths));
      LoadJob job =
          new LoadJob(
              new SpreadFetcher(
                  tasks,
                  client.operator(),
                  client.layout(),
                  settings,
                  new OwnFetcher(cacheFiles, settings)),
              holdings,
              client.table().size(),
              settings,
              progress);
      return run(job, progress, cacheFiles, client, user);
    }
  }

  private LoadReport run(
      LoadJob job, LoadProgress progress, CacheFiles cacheFiles, ClusterClient client, String user)
      throws IOException {
    LoadReport report;
    Map<String, String> description =
        Map.of(
            "paths",
            String.join("\n", paths),
            "replicas",
            Integer.toString(options.replicas()),
            "application",
            session.sparkContext().applicationId());
    try (JobWatch watch =
        JobWatch.start(
            new LoadBoard(client), job::cancel, job::isCancelled, progress, user, description)) {
      KnownFiles found = new KnownFiles(cacheFiles, job);
      try {
        for (String path : paths) {
          found.find(path);
        }
      } finally {
        job.finish();
      }
      watch.ended();
      report = LoadReport.of(watch.id(), progress);
    }
    if (job.isCancelled()) {
      throw new LoadFailedException("load job " + report.job() + " was cancelled", report);
    }
    if (!progress.isComplete()) {
      throw new LoadFailedException(
          "%d of %d files are not in the cache:%n%s"
              .formatted(progress.filesFailed(), progress.files(), report.failures()),
          report);
    }
    return report;
  }

  private void setReplicas(ClusterClient client, CacheFiles cacheFiles) throws IOException {
    int replicas = options.replicas();
    if (replicas > client.table().size()) {
      throw new IllegalArgumentException(
          "%d replicas are more than the storage nodes of the cluster (%d): ask for fewer, or start more nodes"
              .formatted(replicas, client.table().size()));
    }
    for (String path : replicas > 0 ? paths : List.<String>of()) {
      if (cacheFiles.isPattern(path)) {
        throw new IllegalArgumentException(
            "%d replicas: %s is a pattern; name its folder".formatted(replicas, path));
      }
      String uri = cacheFiles.locate(path).uri();
      var ignored =
          client.changePolicy(
              uri,
              policy -> policy.withReplicas(replicas, Math.max(replicas, policy.mostReplicas())));
    }
  }

  private static ClusterClient client(Configuration configuration, String user) throws IOException {
    Settings settings = Settings.read(CacheOptions.ALL, configuration::get);
    ClusterClient client = KindlingProcess.cluster(settings, user);
    if (client == null) {
      throw new IllegalStateException(
          "there is no cluster to load into: set spark.plugins=io.kindling.spark.KindlingPlugin"
              + " with a master other than local, or %s to stand-alone storage nodes"
                  .formatted(CacheOptions.CLUSTER_SEEDS.key()));
    }
    if (client.table().size() == 0) {
      client.refresh();
    }
    if (client.table().size() == 0) {
      throw new IOException(
          "no storage node has entered the cluster at %s yet; the executors' logs say why"
              .formatted(settings.get(CacheOptions.CLUSTER_SEEDS)));
    }
    return client;
  }
}
