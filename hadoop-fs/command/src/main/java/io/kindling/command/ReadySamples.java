package io.kindling.command;

import io.kindling.cache.node.WorkRefusedException;
import io.kindling.command.output.CommandException;
import io.kindling.command.output.ExitCode;
import io.kindling.command.output.Json;
import io.kindling.command.output.Quantities;
import io.kindling.hadoop.load.LoadProgress;
import io.kindling.hadoop.load.SampleMaking;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What "load" and "check" say of ready samples. */
final class ReadySamples {

  private ReadySamples() {}

  /** What storage nodes are asked. */
  @FunctionalInterface
  interface Question<T> {
    T ask() throws IOException;
  }

  /**
   * Asks storage nodes.
   *
   * @throws CommandException when they say that a path or the transform is wrong
   */
  static <T> T asked(Question<T> question) throws IOException {
    try {
      return question.ask();
    } catch (WorkRefusedException refused) {
      throw new CommandException(ExitCode.WRONG_INPUT, String.valueOf(refused.getMessage()));
    }
  }

  static Map<String, @Nullable Object> json(String id, boolean complete, SampleMaking.Made made) {
    return Json.object(
        "job",
        id,
        "complete",
        complete,
        "packs",
        made.packs(),
        "packsMade",
        made.made(),
        "samples",
        made.samples(),
        "undecodable",
        made.undecodable(),
        "bytes",
        made.bytes(),
        "failures",
        LoadOutput.failures(made.failures()));
  }

  static void print(PrintWriter out, String id, boolean complete, SampleMaking.Made made) {
    out.printf(
        "%s in %s, %s; packs made now: %d%s%n",
        Quantities.count(made.samples(), "sample"),
        Quantities.count(made.packs(), "pack"),
        Quantities.bytes(made.bytes()),
        made.made(),
        made.undecodable() == 0 ? "" : "; pictures that cannot be decoded: " + made.undecodable());
    print(out, made.failures());
    out.println(
        complete
            ? "complete"
            : "not complete; \"kindling load --resume " + id + "\" makes what is missing");
  }

  static Map<String, @Nullable Object> json(SampleMaking.Found found) {
    return Json.object(
        "complete",
        found.isComplete(),
        "packs",
        found.packs(),
        "packsMissing",
        found.missing(),
        "missingIsAll",
        found.count() == SampleMaking.Missing.ALL,
        "samples",
        found.samples(),
        "bytes",
        found.bytes(),
        "failures",
        LoadOutput.failures(found.failures()));
  }

  static void print(PrintWriter out, SampleMaking.Found found) {
    boolean more = found.missing() > 0 && found.count() == SampleMaking.Missing.AT_LEAST;
    out.printf(
        "%s: %d of %s%s, %s, %s%n",
        found.isComplete() ? "complete" : "not complete",
        found.packs(),
        Quantities.count(found.packs() + found.missing(), "pack"),
        more ? " or more" : "",
        Quantities.count(found.samples(), "sample"),
        Quantities.bytes(found.bytes()));
    print(out, found.failures());
  }

  private static void print(PrintWriter out, List<LoadProgress.Failure> failures) {
    failures.forEach(each -> out.println("  " + each.path() + ": " + each.reason()));
  }
}
