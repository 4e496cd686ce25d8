package io.kindling.spark.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What users copy commands and keys from: pages, templates, notebooks and the bootstrap action. */
final class UserPages {
  private static final Path ROOT = Path.of(System.getProperty("kindling.root", "../.."));
  private static final Pattern FENCE =
      Pattern.compile("^```\\w*\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern CONTINUED = Pattern.compile("\\\\\n\\s*");

  private UserPages() {}

  /** All of them. */
  static List<Path> all() throws IOException {
    try (Stream<Path> scripts = Stream.of(ROOT.resolve("bin/bootstrap-emr.sh"));
        Stream<Path> templates = Files.list(ROOT.resolve("bin/src/main/conf"));
        Stream<Path> notebooks = Files.list(ROOT.resolve("notebooks"))) {
      return Stream.of(scripts, templates, notebooks, pages().stream())
          .flatMap(files -> files)
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  /** Those in Markdown. */
  static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs)
          .filter(page -> page.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  static String read(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Lines of the blocks of code of a page, those that go on in the next one joined. */
  static Stream<String> codeLines(Path page) {
    return FENCE
        .matcher(read(page))
        .results()
        .map(block -> CONTINUED.matcher(block.group(1)).replaceAll(" "))
        .flatMap(String::lines);
  }

  /** What a pattern finds in the pages, each once, in the form {@code page: text}. */
  static Set<Mention> mentions(List<Path> pages, Pattern pattern) {
    Set<Mention> found = new LinkedHashSet<>();
    for (Path page : pages) {
      pattern
          .matcher(read(page))
          .results()
          .map(MatchResult::group)
          .forEach(text -> found.add(new Mention(page.getFileName().toString(), text)));
    }
    return found;
  }

  /** Where something is said. */
  record Mention(String page, String text) {
    @Override
    public String toString() {
      return page + ": " + text;
    }
  }
}
