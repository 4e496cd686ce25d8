package io.kindling.command;

import io.kindling.command.output.CommandException;
import io.kindling.command.output.ExitCode;
import io.kindling.hadoop.load.CacheFiles;
import io.kindling.hadoop.load.KnownFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The files that a verb works on: paths, and lists of paths. */
final class PathsOption {

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

  List<String> paths() {
    return List.copyOf(paths);
  }

  /** The list; null when there is none. */
  @Nullable String filesFrom() {
    return filesFrom;
  }

  /** Takes what an earlier run was given, beside what this one was. */
  void add(List<String> more, @Nullable String list) {
    paths.addAll(more);
    filesFrom = list == null ? filesFrom : list;
  }

  /** Returns when something is named. */
  void require() {
    if (paths.isEmpty() && filesFrom == null) {
      throw new CommandException(ExitCode.WRONG_INPUT, "name a path, or a list by --files-from");
    }
  }

  /** Finds the files. */
  void find(CacheFiles files, KnownFiles.Sink sink) throws IOException {
    require();
    KnownFiles known = new KnownFiles(files, sink);
    for (String path : paths) {
      known.find(path);
    }
    if (filesFrom != null) {
      try (BufferedReader lines = open(filesFrom)) {
        known.findListed(lines);
      }
    }
  }

  private static BufferedReader open(String list) throws IOException {
    if (list.equals("-")) {
      return new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
    }
    Path file = Path.of(list);
    if (!Files.isReadable(file)) {
      throw new CommandException(
          ExitCode.WRONG_INPUT, "--files-from " + list + ": there is no such file to read");
    }
    return Files.newBufferedReader(file, StandardCharsets.UTF_8);
  }
}
