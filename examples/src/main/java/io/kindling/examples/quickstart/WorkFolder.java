package io.kindling.examples.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of one run, named after its process. A run that was killed leaves its folder behind,
 * and the next one removes it; so does the folder of a run that failed, whose logs stay till then.
 */
final class WorkFolder {

  private static final Pattern NAME = Pattern.compile("run-(\\d+)");

  private WorkFolder() {}

  /**
   * Makes the folder of this process and removes those of processes that are gone.
   *
   * @param root where all of them are; made when it is missing
   */
  static Path create(Path root) throws IOException {
    Files.createDirectories(root);
    List<Path> abandoned;
    try (Stream<Path> all = Files.list(root)) {
      abandoned = all.filter(WorkFolder::isAbandoned).toList();
    }
    for (Path folder : abandoned) {
      delete(folder);
    }
    return Files.createDirectory(root.resolve("run-" + ProcessHandle.current().pid()));
  }

  /** Removes a folder with all that is in it; links are removed, not what they point to. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(WorkFolder::deleteOne);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void deleteOne(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isAbandoned(Path folder) {
    Matcher matcher = NAME.matcher(folder.getFileName().toString());
    return matcher.matches()
        && (Long.parseLong(matcher.group(1)) == ProcessHandle.current().pid()
            || ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty());
  }
}
