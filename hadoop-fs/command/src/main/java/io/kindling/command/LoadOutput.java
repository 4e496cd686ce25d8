package io.kindling.command;

import io.kindling.command.output.Json;
import io.kindling.command.output.ProgressDisplay;
import io.kindling.command.output.Quantities;
import io.kindling.hadoop.load.LoadJob;
import io.kindling.hadoop.load.LoadProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What "load" says at its end. */
final class LoadOutput {

  private LoadOutput() {}

  static void writeFailed(@Nullable Path failedList, LoadProgress progress) throws IOException {
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

  static Map<String, @Nullable Object> json(String id, LoadJob job, LoadProgress progress) {
    Map<String, @Nullable Object> json =
        Json.object(
            "files",
            progress.files(),
            "bytes",
            progress.bytes(),
            "listed",
            progress.isListed(),
            "filesDone",
            progress.filesDone(),
            "bytesDone",
            progress.bytesDone(),
            "bytesThereBefore",
            progress.bytesThere(),
            "bytesByNodes",
            progress.bytesByNodes(),
            "bytesHere",
            progress.bytesHere(),
            "filesFailed",
            progress.filesFailed(),
            "seconds",
            progress.elapsed().toMillis() / 1000.0);
    json.put("job", id);
    json.put("complete", progress.isComplete() && !job.isCancelled());
    json.put("verified", job.isVerified());
    json.put("cancelled", job.isCancelled());
    json.put("failures", failures(progress.failures()));
    return json;
  }

  static void print(PrintWriter out, String id, LoadJob job, LoadProgress progress) {
    out.println(ProgressDisplay.line(progress));
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

  static Map<String, @Nullable Object> json(Tally listed) {
    return Json.object(
        "files", listed.files, "bytes", listed.bytes, "failures", failures(listed.failed));
  }

  static void print(PrintWriter out, Tally listed) {
    out.printf("%s listed; the owners know the statuses%n", Quantities.count(listed.files, "file"));
    listed.failed.forEach(each -> out.println("  " + each.path() + ": " + each.reason()));
  }

  static List<Map<String, @Nullable Object>> failures(List<LoadProgress.Failure> failures) {
    return failures.stream()
        .map(each -> Json.object("path", each.path(), "reason", each.reason()))
        .toList();
  }
}
