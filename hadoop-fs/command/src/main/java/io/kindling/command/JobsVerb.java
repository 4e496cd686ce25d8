package io.kindling.command;

import io.kindling.command.cluster.Cluster;
import io.kindling.command.output.CommandException;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.Json;
import io.kindling.command.output.Quantities;
import io.kindling.command.output.TextTable;
import io.kindling.hadoop.load.LoadBoard;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows and cancels load jobs. */
@Command(
    name = "jobs",
    description = "Shows the load jobs of the cluster, those that run and the last that ended.")
final class JobsVerb extends Verb {

  @Option(
      names = "--cancel",
      paramLabel = "ID",
      description = "Ends a running job, wherever it runs; \"load --resume ID\" goes on with it.")
  private @Nullable String cancel;

  @Override
  public Integer call() throws IOException {
    try (Cluster cluster = cluster()) {
      LoadBoard board = new LoadBoard(cluster.client());
      if (cancel != null) {
        LoadBoard.Entry job = running(board, cancel);
        board.cancel(job);
        show(
            Json.object("job", job.id(), "cancelled", true),
            out -> out.printf("job %s is told to end%n", job.id()));
        return ExitCode.DONE;
      }
      List<LoadBoard.Entry> all = board.all();
      show(Json.object("jobs", all.stream().map(JobsVerb::json).toList()), out -> print(out, all));
      return ExitCode.DONE;
    }
  }

  private static LoadBoard.Entry running(LoadBoard board, String id) throws IOException {
    LoadBoard.Entry job =
        board
            .find(id)
            .orElseThrow(
                () ->
                    new CommandException(ExitCode.WRONG_INPUT, "--cancel " + id + ": no such job"));
    if (job.state() != LoadBoard.State.RUNNING) {
      throw new CommandException(
          ExitCode.WRONG_INPUT, "--cancel " + id + ": the job has ended: " + job.state());
    }
    return job;
  }

  private static Map<String, @Nullable Object> json(LoadBoard.Entry job) {
    return Json.object(
        "job",
        job.id(),
        "state",
        job.state(),
        "host",
        job.values().get("host"),
        "pid",
        job.number("pid"),
        "user",
        job.values().get("user"),
        "started",
        Instant.ofEpochMilli(job.number("started")),
        "updated",
        Instant.ofEpochMilli(job.updated()),
        "files",
        job.number("files"),
        "filesDone",
        job.number("filesDone"),
        "filesFailed",
        job.number("filesFailed"),
        "bytes",
        job.number("bytes"),
        "bytesDone",
        job.number("bytesDone"),
        "paths",
        job.paths());
  }

  private static void print(PrintWriter out, List<LoadBoard.Entry> all) {
    TextTable table =
        new TextTable("JOB", "STATE", "WHERE", "USER", "UPDATED", "FILES", "BYTES", "PATHS");
    for (LoadBoard.Entry job : all) {
      table.row(
          job.id(),
          job.state(),
          job.values().get("host") + ":" + job.values().get("pid"),
          job.values().get("user"),
          Instant.ofEpochMilli(job.updated()),
          job.number("filesDone") + " of " + job.number("files"),
          Quantities.bytes(job.number("bytesDone"))
              + " of "
              + Quantities.bytes(job.number("bytes")),
          String.join(" ", job.paths()));
    }
    table.print(out);
  }
}
