package io.kindling.command;

import io.kindling.cache.client.BlockCache;
import io.kindling.cache.config.Settings;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.policy.PathPolicy;
import io.kindling.command.cluster.Cluster;
import io.kindling.command.cluster.Holdings;
import io.kindling.command.cluster.KnownFiles;
import io.kindling.command.load.JobWatch;
import io.kindling.command.load.LoadBoard;
import io.kindling.command.load.LoadJob;
import io.kindling.command.load.LoadProgress;
import io.kindling.command.load.LoadSettings;
import io.kindling.command.load.ProgressDisplay;
import io.kindling.command.output.CommandException;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.Json;
import io.kindling.hadoop.config.FileSystemOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.UserGroupInformation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Loads files into the cache. */
@Command(
    name = "load",
    description =
        "Loads files into the cache: what their owners do not hold yet is fetched by this process,"
            + " with the credentials of its user. Loading again goes on where it ended. Exit code 1"
            + " when not all files are held by their owners at the end.")
final class LoadVerb extends Verb {

  @Parameters(
      paramLabel = "PATH",
      arity = "0..*",
      description = "Files, folders with all that is below them, and patterns such as /set/*.jpg.")
  private List<String> paths = new ArrayList<>();

  @Option(
      names = "--files-from",
      paramLabel = "FILE",
      description = "A list of paths, one in each line; - reads it from standard input.")
  private @Nullable String filesFrom;

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
      names = "--bandwidth",
      paramLabel = "SIZE",
      description = "Bytes a second that are fetched at most, such as 100m.")
  private @Nullable String bandwidth;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "48",
      description = "Fetches at a time. Default: ${DEFAULT-VALUE}.")
  private int threads;

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
        takeFrom(board, resume);
      }
      if (paths.isEmpty() && filesFrom == null) {
        throw new CommandException(ExitCode.WRONG_INPUT, "name a path, or a list by --files-from");
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

  private void takeFrom(LoadBoard board, String id) throws IOException {
    LoadBoard.Entry earlier =
        board
            .find(id)
            .orElseThrow(
                () ->
                    new CommandException(
                        ExitCode.WRONG_INPUT,
                        "--resume " + id + ": no such job; \"kindling jobs\" shows all"));
    String before = earlier.values().getOrDefault("paths", "");
    String list = earlier.values().getOrDefault("filesFrom", "");
    if (before.isEmpty() && list.isEmpty()) {
      throw new CommandException(
          ExitCode.WRONG_INPUT, "--resume " + id + ": its paths were too many to be kept");
    }
    paths.addAll(before.lines().toList());
    filesFrom = list.isEmpty() ? filesFrom : list;
    replicas = Math.max(replicas, Integer.parseInt(earlier.values().getOrDefault("replicas", "0")));
  }

  private LoadSettings settings(long limit) throws IOException {
    Configuration configuration = common().configuration();
    Settings files = Settings.read(FileSystemOptions.ALL, configuration::get);
    return new LoadSettings(
        UserGroupInformation.getCurrentUser().getShortUserName(),
        threads,
        limit,
        files.get(FileSystemOptions.SETTLE_TIME).toMillis(),
        5,
        Duration.ofSeconds(replicas > 1 ? 30 : 4));
  }

  private int load(Place place, LoadBoard board, long limit) throws IOException {
    Cluster cluster = place.cluster();
    int wanted = Math.max(1, replicas);
    if (wanted > cluster.table().size()) {
      throw new CommandException(
          ExitCode.WRONG_INPUT,
          "--replicas %d: there are %d storage nodes".formatted(wanted, cluster.table().size()));
    }
    setReplicas(place);
    LoadProgress progress = new LoadProgress();
    BlockCache cache = KindlingProcess.cache(cluster.settings(), cluster.userName());
    Holdings holdings = new Holdings(cluster.operator(), cluster.layout(), wanted);
    LoadJob job = new LoadJob(cache, holdings, settings(limit), progress);
    // Closed last: until then an interrupted JVM waits for what is still to be said.
    try (JobWatch watch = JobWatch.start(board, job, progress, description())) {
      try (ProgressDisplay display = new ProgressDisplay(err(), progress, style)) {
        display.start();
        new KnownFiles(place.files(), job).find(paths, filesFrom);
        job.finish();
      }
      watch.ended();
      writeFailed(progress);
      show(json(watch.id(), job, progress), out -> print(out, watch.id(), job, progress));
    }
    if (job.isCancelled()) {
      return ExitCode.CANCELLED;
    }
    return progress.isComplete() ? ExitCode.DONE : ExitCode.INCOMPLETE;
  }

  private Map<String, String> description() {
    Map<String, String> values = new TreeMap<>();
    String all = String.join("\n", paths);
    // The board is for people and for --resume; settings of a cluster are small.
    values.put("paths", all.length() > 16_000 ? "" : all);
    values.put("filesFrom", filesFrom == null || filesFrom.equals("-") ? "" : filesFrom);
    values.put("replicas", Integer.toString(replicas));
    return values;
  }

  private void setReplicas(Place place) throws IOException {
    if (replicas < 1 || filesFrom != null) {
      if (replicas > 1) {
        throw new CommandException(
            ExitCode.WRONG_INPUT,
            "--replicas with --files-from: set it for a folder, by \"kindling replication\"");
      }
      return;
    }
    for (String path : paths) {
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

  private void writeFailed(LoadProgress progress) throws IOException {
    if (failedList == null) {
      return;
    }
    StringBuilder lines = new StringBuilder();
    for (LoadProgress.Failure failure : progress.failures()) {
      lines.append("# ").append(failure.reason().replace('\n', ' ')).append('\n');
      lines.append(failure.path()).append('\n');
    }
    Files.writeString(failedList, lines, StandardCharsets.UTF_8);
  }

  private static Map<String, @Nullable Object> json(String id, LoadJob job, LoadProgress progress) {
    Map<String, @Nullable Object> json = progress.json();
    json.put("job", id);
    json.put("complete", progress.isComplete() && !job.isCancelled());
    json.put("verified", job.isVerified());
    json.put("cancelled", job.isCancelled());
    json.put(
        "failures",
        progress.failures().stream()
            .map(failure -> Json.object("path", failure.path(), "reason", failure.reason()))
            .toList());
    return json;
  }

  private static void print(PrintWriter out, String id, LoadJob job, LoadProgress progress) {
    out.println(progress.line());
    progress.failures().stream()
        .limit(20)
        .forEach(failure -> out.println("  " + failure.path() + ": " + failure.reason()));
    if (progress.filesFailed() > 20) {
      out.println("  and more; --failed FILE writes them all");
    }
    if (job.isCancelled()) {
      out.printf("cancelled; \"kindling load --resume %s\" goes on%n", id);
    } else if (progress.isComplete()) {
      out.println(
          job.isVerified()
              ? "complete: the owners hold all of it"
              : "all of it was loaded; it was too much to be looked at again: run kindling check");
    } else {
      out.printf("not complete; \"kindling load --resume %s\" tries again%n", id);
    }
  }

  /** Every listing tells the owners what it shows. */
  private int list(Place place) throws IOException {
    Tally tally = new Tally();
    new KnownFiles(place.files(), tally).find(paths, filesFrom);
    Map<String, @Nullable Object> json =
        Json.object(
            "files",
            tally.files,
            "bytes",
            tally.bytes,
            "failures",
            tally.failed.stream()
                .map(each -> Json.object("path", each.path(), "reason", each.reason()))
                .toList());
    show(
        json,
        out -> {
          out.printf("%d files listed, their statuses told to the owners%n", tally.files);
          tally.failed.forEach(each -> out.println("  " + each.path() + ": " + each.reason()));
        });
    return tally.failed.isEmpty() ? ExitCode.DONE : ExitCode.INCOMPLETE;
  }
}
