package io.kindling.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the pages say of other pages, of tests and of messages is there. */
class DocsTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]+)(#[^)\\s]*)?\\)");
  private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`");
  private static final Pattern MESSAGE = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);
  private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");
  private static final Pattern HOLE = Pattern.compile("\\.\\.\\.");

  /** Messages of Hadoop, which no source of ours holds. */
  private static final List<String> OTHERS = List.of("No FileSystem for scheme \"cache\"");

  @Test
  void linksLeadToFiles() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : Project.pages()) {
      LINK.matcher(Project.read(page))
          .results()
          .map(link -> link.group(1))
          .filter(link -> !Files.exists(page.resolveSibling(link)))
          .forEach(link -> broken.add(page.getFileName() + ": " + link));
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void testsThatTheTableOfFailuresNamesAreThere() throws IOException {
    Map<String, String> byName = new HashMap<>();
    for (Path source : Project.sources("test")) {
      byName.put(source.getFileName().toString().replace(".java", ""), Project.read(source));
    }
    List<MatchResult> named =
        NAMED_TEST
            .matcher(Project.read(Project.ROOT.resolve("docs/failures.md")))
            .results()
            .toList();
    assertThat(named).hasSizeGreaterThan(25);
    assertThat(named)
        .allSatisfy(
            test ->
                assertThat(byName.getOrDefault(test.group(1), ""))
                    .as(test.group())
                    .contains("void " + test.group(2) + "("));
  }

  @Test
  void everyFailureNamesATest() {
    String page = Project.read(Project.ROOT.resolve("docs/failures.md"));
    assertThat(page.lines().filter(line -> line.startsWith("| ")))
        .filteredOn(line -> !line.startsWith("| ---") && !line.startsWith("| Failure "))
        .allSatisfy(row -> assertThat(NAMED_TEST.matcher(row).find()).as(row).isTrue());
  }

  @Test
  void messagesOfTheTroubleshootingAreInTheCode() throws IOException {
    List<String> sources =
        Project.sources("main").stream()
            .map(Project::read)
            .map(text -> JOINED.matcher(text).replaceAll(""))
            .toList();
    List<String> messages =
        MESSAGE
            .matcher(Project.read(Project.ROOT.resolve("docs/troubleshooting.md")))
            .results()
            .map(message -> message.group(1))
            .filter(message -> message.contains(" ") && !message.startsWith("kindling "))
            .filter(message -> !OTHERS.contains(message))
            .collect(Collectors.toList());
    assertThat(messages).hasSizeGreaterThan(15);
    assertThat(messages)
        .allSatisfy(
            message -> assertThat(sources).as(message).anyMatch(text -> holds(text, message)));
  }

  /** Whether the fixed parts of a message come one after the other in a source. */
  private static boolean holds(String source, String message) {
    int from = 0;
    for (String part : HOLE.split(message, -1)) {
      String fixed = part.strip();
      // Names of keys and single signs are put in by the code.
      if (fixed.length() < 4 || fixed.contains("fs.cache.")) {
        continue;
      }
      int at = source.indexOf(fixed.replace("\"", "\\\""), from);
      if (at < 0) {
        return false;
      }
      from = at + fixed.length();
    }
    return true;
  }
}
