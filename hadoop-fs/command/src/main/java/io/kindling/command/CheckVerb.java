package io.kindling.command;

import io.kindling.command.cluster.Cluster;
import io.kindling.command.output.CommandException;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.Json;
import io.kindling.command.output.Quantities;
import io.kindling.hadoop.load.Holdings;
import io.kindling.hadoop.load.Holdings.Piece;
import io.kindling.hadoop.load.KnownFiles;
import io.kindling.hadoop.load.LoadProgress;
import io.kindling.hadoop.load.SampleJob;
import io.kindling.hadoop.load.SampleMaking;
import io.kindling.hadoop.status.KnownFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says whether paths are wholly in the cache. */
@Command(
    name = "check",
    description =
        "Says whether files are wholly in the cache: the under store is asked for their versions,"
            + " and the owners for the blocks of these. Exit code 0 when all are, 1 when not.")
final class CheckVerb extends Verb {

  @Mixin private PathsOption paths = new PathsOption();

  @Option(
      names = "--replicas",
      paramLabel = "N",
      defaultValue = "1",
      description = "Nodes that have to hold each block. Default: ${DEFAULT-VALUE}.")
  private int replicas;

  @Option(
      names = "--ready-samples",
      paramLabel = "TRANSFORM",
      description =
          "Looks for the ready samples of the pictures of the paths, in place of the files: the"
              + " transform as \"load --ready-samples\" takes it.")
  private @Nullable String readySamples;

  @Option(names = "--all", description = "Show every file that is not complete, not only 20.")
  private boolean all;

  @Override
  public Integer call() throws IOException {
    if (replicas < 1) {
      throw new CommandException(ExitCode.WRONG_INPUT, "--replicas has to be 1 or more");
    }
    if (readySamples != null) {
      return samples(readySamples);
    }
    try (Place place = place()) {
      Cluster cluster = place.cluster();
      Count count =
          new Count(new Holdings(cluster.operator(), cluster.layout(), replicas), all ? -1 : 20);
      paths.find(place.files(), count);
      count.askOwners();
      show(json(count), out -> print(out, count));
      return count.isComplete() ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }
  }

  private int samples(String transform) throws IOException {
    if (paths.filesFrom() != null || replicas > 1 || all) {
      throw new CommandException(
          ExitCode.WRONG_INPUT,
          "--ready-samples goes with paths, and without --files-from, --replicas and --all");
    }
    paths.require();
    try (Cluster cluster = cluster()) {
      SampleJob job = new SampleJob(cluster.client(), paths.paths(), transform, new LoadProgress());
      SampleMaking.Found found = ReadySamples.asked(job::find);
      show(ReadySamples.json(found), out -> ReadySamples.print(out, found));
      return found.isComplete() ? ExitCode.DONE : ExitCode.INCOMPLETE;
    }
  }

  private static Map<String, @Nullable Object> json(Count count) {
    return Json.object(
        "complete",
        count.isComplete(),
        "files",
        count.files,
        "filesComplete",
        count.filesComplete,
        "bytes",
        count.bytes,
        "bytesHeld",
        count.bytesHeld,
        "incomplete",
        count.incomplete.stream()
            .map(
                each -> Json.object("path", each.path, "bytes", each.bytes, "bytesHeld", each.held))
            .toList(),
        "failures",
        count.failures);
  }

  private static void print(PrintWriter out, Count count) {
    out.printf(
        "%s: %d of %s, %s of %s (%s)%n",
        count.isComplete() ? "complete" : "not complete",
        count.filesComplete,
        Quantities.count(count.files, "file"),
        Quantities.bytes(count.bytesHeld),
        Quantities.bytes(count.bytes),
        Quantities.percent(count.bytesHeld, count.bytes));
    for (Incomplete each : count.incomplete) {
      out.printf(
          "  %s: %s of %s%n", each.path, Quantities.bytes(each.held), Quantities.bytes(each.bytes));
    }
    long more = count.files - count.filesComplete - count.incomplete.size();
    if (more > 0) {
      out.printf("  and %d more; --all shows them%n", more);
    }
    count.failures.forEach(failure -> out.println("  " + failure));
  }

  private record Incomplete(String path, long bytes, long held) {}

  /** Asks the owners about files as they are found, many at a time. */
  private static final class Count implements KnownFiles.Sink {

    private static final int BATCH = 2_000;

    private final Holdings holdings;
    private final int mostShown;
    private final List<KnownFile> batch = new ArrayList<>();
    private final List<Incomplete> incomplete = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private long files;
    private long filesComplete;
    private long bytes;
    private long bytesHeld;

    Count(Holdings holdings, int mostShown) {
      this.holdings = holdings;
      this.mostShown = mostShown;
    }

    @Override
    public void found(KnownFile file) throws IOException {
      batch.add(file);
      if (batch.size() >= BATCH) {
        askOwners();
      }
    }

    void askOwners() throws IOException {
      List<Piece> pieces =
          batch.stream().map(file -> Piece.whole(file.version(), holdings.layout())).toList();
      List<BitSet> held = holdings.of(pieces);
      for (int i = 0; i < pieces.size(); i++) {
        take(batch.get(i), pieces.get(i), held.get(i));
      }
      batch.clear();
    }

    private void take(KnownFile file, Piece piece, BitSet held) {
      long length = file.version().length();
      long there = piece.bytes(held, holdings.layout());
      files++;
      bytes += length;
      bytesHeld += there;
      if (held.cardinality() == piece.count()) {
        filesComplete++;
      } else if (mostShown < 0 || incomplete.size() < mostShown) {
        incomplete.add(new Incomplete(file.path().toString(), length, there));
      }
    }

    boolean isComplete() {
      return filesComplete == files && failures.isEmpty();
    }

    @Override
    public void failed(String path, String reason) {
      failures.add(path + ": " + reason);
    }

    @Override
    public boolean goesOn() {
      return true;
    }
  }
}
