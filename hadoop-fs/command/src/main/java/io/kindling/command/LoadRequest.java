package io.kindling.command;

import io.kindling.command.output.CommandException;
import io.kindling.command.output.ExitCode;
import io.kindling.hadoop.load.LoadBoard;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a load job was asked for, as it stands on the board for people and for {@code --resume}.
 *
 * @param paths as the user wrote them
 * @param filesFrom a list of paths; null when there is none, or it came by standard input
 * @param replicas 0 unless set
 * @param readySamples their transform; null when files are loaded
 */
record LoadRequest(
    List<String> paths, @Nullable String filesFrom, int replicas, @Nullable String readySamples) {

  /** Settings of a cluster are small. */
  private static final int MOST_TEXT = 16_000;

  /** What the board keeps. */
  Map<String, String> forBoard() {
    String all = String.join("\n", paths);
    return Map.of(
        "paths",
        all.length() > MOST_TEXT ? "" : all,
        "filesFrom",
        filesFrom == null || filesFrom.equals("-") ? "" : filesFrom,
        "replicas",
        Integer.toString(replicas),
        "readySamples",
        readySamples == null ? "" : readySamples);
  }

  /**
   * What an earlier job was asked for.
   *
   * @throws CommandException when the board does not know
   */
  static LoadRequest earlier(LoadBoard board, String id) throws IOException {
    LoadBoard.Entry job =
        board
            .find(id)
            .orElseThrow(
                () ->
                    new CommandException(
                        ExitCode.WRONG_INPUT,
                        "--resume " + id + ": no such job; \"kindling jobs\" shows all"));
    String list = job.values().getOrDefault("filesFrom", "");
    String samples = job.values().getOrDefault("readySamples", "");
    if (job.paths().isEmpty() && list.isEmpty()) {
      throw new CommandException(
          ExitCode.WRONG_INPUT, "--resume " + id + ": its paths were too many to be kept");
    }
    return new LoadRequest(
        job.paths(),
        list.isEmpty() ? null : list,
        Math.toIntExact(job.number("replicas")),
        samples.isEmpty() ? null : samples);
  }
}
