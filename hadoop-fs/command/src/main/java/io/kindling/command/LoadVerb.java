package io.kindling.command;

import io.kindling.cache.config.Settings;
import io.kindling.cache.policy.PathPolicy;
import io.kindling.command.cluster.Cluster;
import io.kindling.command.output.CommandException;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.ProgressDisplay;
import io.kindling.command.output.Quantities;
import io.kindling.hadoop.config.FileSystemOptions;
import io.kindling.hadoop.load.Holdings;
import io.kindling.hadoop.load.JobWatch;
import io.kindling.hadoop.load.LoadBoard;
import io.kindling.hadoop.load.LoadJob;
import io.kindling.hadoop.load.LoadProgress;
import io.kindling.hadoop.load.LoadSettings;
import io.kindling.hadoop.load.NodeOrders;
import io.kindling.hadoop.load.OwnFetcher;
import io.kindling.hadoop.load.PieceFetcher;
import io.kindling.hadoop.load.SampleJob;
import io.kindling.hadoop.load.SampleMaking;
import io.kindling.hadoop.load.SpreadFetcher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Loads files into the cache. */
@Command(
    name = "load",
    description =
        "Loads files into the cache: what their owners do not hold yet is fetched by them, or by"
            + " this process. Loading again goes on where it ended. Exit code 1 when not all files"
            + " are held by their owners at the end.")
final class LoadVerb extends Verb {

  @Mixin private PathsOption paths = new PathsOption();

  @Option(
      names = "--replicas",
      paramLabel = "N",
      description =
          "Sets for the paths that so many nodes hold each block, and waits until they do.")
  private int replicas;

  @Option(
      names = "--metadata-only",
      description = "Lists the paths, so that the owners know the statuses; loads no content.")
  private boolean metadataOnly;

  @Option(
      names = "--ready-samples",
      paramLabel = "TRANSFORM",
      description =
          "Makes ready samples of the pictures of the paths, in the storage nodes, in place of"
              + " loading files: the words of the options of cachedimages that decide about"
              + " samples, such as resize=256x256,scaledDecoding=jpeg-fractions.")
  private @Nullable String readySamples;

  @Option(
      names = "--bandwidth",
      paramLabel = "SIZE",
      description = "Bytes a second that are fetched at most, such as 100m.")
  private @Nullable String bandwidth;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "48",
      description = "Fetches at a time of each that fetches. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--fetch-by",
      paramLabel = "WHO",
      defaultValue = "NODES",
      description =
          "Who fetches, with whose credentials: nodes, as far as they know the under store, and"
              + " this process for the rest; or this process alone: ${COMPLETION-CANDIDATES}."
              + " Default: ${DEFAULT-VALUE}.")
  private Fetchers fetchBy = Fetchers.NODES;

  /** Who fetches. */
  enum Fetchers {
    NODES,
    COMMAND
  }

  @Option(
      names = "--failed",
      paramLabel = "FILE",
      description = "Writes the paths that failed to a file that --files-from reads.")
  private @Nullable Path failedList;

  @Option(
      names = "--resume",
      paramLabel = "ID",
      description = "Takes paths and options from an earlier job that \"kindling jobs\" shows.")
  private @Nullable String resume;

  @Option(
      names = "--progress",
      paramLabel = "STYLE",
      defaultValue = "AUTO",
      description =
          "How progress is shown on standard error: ${COMPLETION-CANDIDATES}. Default: a bar on a"
              + " terminal, else a line every 5 s.")
  private ProgressDisplay.Style style = ProgressDisplay.Style.AUTO;

  @Override
  public Integer call() throws IOException {
    if (threads < 1 || replicas < 0) {
      throw new CommandException(
          ExitCode.WRONG_INPUT, "--threads and --replicas have to be 1 or more");
    }
    long limit = bandwidth();
    try (Place place = place()) {
      LoadBoard board = new LoadBoard(place.cluster().client());
      if (resume != null) {
        takeFrom(LoadRequest.earlier(board, resume));
      }
      paths.require();
      if (readySamples != null) {
        return samples(place, board, readySamples);
      }
      return metadataOnly ? list(place) : load(place, board, limit);
    }
  }

  private long bandwidth() {
    if (bandwidth == null) {
      return 0;
    }
    try {
      return io.kindling.cache.config.Option.size("--bandwidth", "0", "").parser().apply(bandwidth);
    } catch (IllegalArgumentException | ArithmeticException wrong) {
      throw new CommandException(
          ExitCode.WRONG_INPUT,
          "--bandwidth " + bandwidth + ": write bytes a second, such as 100m");
    }
  }

  private void takeFrom(LoadRequest earlier) {
    paths.add(earlier.paths(), earlier.filesFrom());
    readySamples = earlier.readySamples() == null ? readySamples : earlier.readySamples();
    replicas = Math.max(replicas, earlier.replicas());
  }

  private LoadSettings settings(long limit) {
    Configuration configuration = common().configuration();
    Settings files = Settings.read(FileSystemOptions.ALL, configuration::get);
    return new LoadSettings(
        threads,
        limit,
        files.get(FileSystemOptions.SETTLE_TIME).toMillis(),
        5,
        Duration.ofSeconds(replicas > 1 ? 30 : 4),
        1);
  }

  private int load(Place place, LoadBoard board, long limit) throws IOException {
    Cluster cluster = place.cluster();
    int wanted = Math.max(1, replicas);
    if (wanted > cluster.table().size()) {
      throw new CommandException(
          ExitCode.WRONG_INPUT,
          "--replicas %d: the cluster has %s"
              .formatted(wanted, Quantities.count(cluster.table().size(), "storage node")));
    }
    setReplicas(place);
    LoadProgress progress = new LoadProgress();
    Holdings holdings = new Holdings(cluster.operator(), cluster.layout(), wanted);
    LoadSettings settings = settings(limit);
    LoadJob job =
        new LoadJob(fetcher(place, settings), holdings, cluster.table().size(), settings, progress);
    // Closed last: until then an interrupted JVM waits for what is still to be said.
    try (ExitWatch exit = new ExitWatch(job::cancel);
        JobWatch watch =
            JobWatch.start(
                board, job::cancel, job::isCancelled, progress, Cluster.user(), description())) {
      exit.begin();
      try (ProgressDisplay display = new ProgressDisplay(err(), progress, style)) {
        display.start();
        paths.find(place.files(), job);
        job.finish();
      }
      watch.ended();
      LoadOutput.writeFailed(failedList, progress);
      show(
          LoadOutput.json(watch.id(), job, progress),
          out -> LoadOutput.print(out, watch.id(), job, progress));
    }
    if (job.isCancelled()) {
      return ExitCode.CANCELLED;
    }
    return progress.isComplete() ? ExitCode.DONE : ExitCode.INCOMPLETE;
  }

  private PieceFetcher fetcher(Place place, LoadSettings settings) {
    PieceFetcher own = new OwnFetcher(place.files(), settings);
    Cluster cluster = place.cluster();
    return fetchBy == Fetchers.COMMAND
        ? own
        : new SpreadFetcher(
            new NodeOrders(cluster.client()), cluster.operator(), cluster.layout(), settings, own);
  }

  private Map<String, String> description() {
    return new LoadRequest(paths.paths(), paths.filesFrom(), replicas, readySamples).forBoard();
  }

  private int samples(Place place, LoadBoard board, String transform) throws IOException {
    if (paths.filesFrom() != null || replicas > 0 || bandwidth != null || metadataOnly) {
      throw new CommandException(
          ExitCode.WRONG_INPUT,
          "--ready-samples goes with paths, and without --files-from, --replicas, --bandwidth and"
              + " --metadata-only");
    }
    LoadProgress progress = new LoadProgress();
    SampleJob job = new SampleJob(place.cluster().client(), paths.paths(), transform, progress);
    try (ExitWatch exit = new ExitWatch(job::cancel);
        JobWatch watch =
            JobWatch.start(
                board, job::cancel, job::isCancelled, progress, Cluster.user(), description())) {
      exit.begin();
      SampleMaking.Made made;
      try (ProgressDisplay display = new ProgressDisplay(err(), progress, style)) {
        display.start();
        made = ReadySamples.asked(job::run);
      }
      watch.ended();
      boolean complete = made.failures().isEmpty() && !job.isCancelled();
      show(
          ReadySamples.json(watch.id(), complete, made),
          out -> ReadySamples.print(out, watch.id(), complete, made));
      if (job.isCancelled()) {
        return ExitCode.CANCELLED;
      }
      return complete ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }
  }

  private void setReplicas(Place place) throws IOException {
    if (replicas < 1 || paths.filesFrom() != null) {
      if (replicas > 1) {
        throw new CommandException(
            ExitCode.WRONG_INPUT,
            "--replicas with --files-from: set it for a folder, by \"kindling replication\"");
      }
      return;
    }
    for (String path : paths.paths()) {
      if (place.files().isPattern(path)) {
        throw new CommandException(
            ExitCode.WRONG_INPUT,
            "--replicas " + replicas + ": " + path + " is a pattern; name its folder");
      }
      String uri = place.files().locate(path).uri();
      PathPolicy ignored =
          place
              .cluster()
              .change(
                  uri,
                  policy ->
                      policy.withReplicas(replicas, Math.max(replicas, policy.mostReplicas())));
    }
  }

  /** Every listing tells the owners what it shows. */
  private int list(Place place) throws IOException {
    Tally tally = new Tally();
    paths.find(place.files(), tally);
    show(LoadOutput.json(tally), out -> LoadOutput.print(out, tally));
    return tally.failed.isEmpty() ? ExitCode.DONE : ExitCode.INCOMPLETE;
  }
}
