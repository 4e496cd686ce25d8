package io.kindling.examples.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be told of notebooks without running them. */
class NotebooksTest {

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  static List<Notebook> all() throws IOException {
    return Notebook.all();
  }

  @Test
  void thereAreFour() throws IOException {
    assertThat(all()).hasSize(4);
  }

  @ParameterizedTest
  @MethodSource("all")
  void theFormIsJupyters(Notebook notebook) {
    JsonNode json = notebook.json();
    assertThat(json.path("nbformat").asInt()).isEqualTo(4);
    assertThat(json.path("nbformat_minor").isInt()).isTrue();
    assertThat(json.path("metadata").path("kernelspec").path("language").asText())
        .isEqualTo("python");
    assertThat(notebook.cells("markdown").size() + notebook.cells("code").size())
        .isEqualTo(json.path("cells").size());
    json.path("cells").forEach(cell -> assertThat(Notebook.text(cell.path("source"))).isNotBlank());
    assertThat(Notebook.text(notebook.cells("markdown").get(0).path("source"))).startsWith("# ");
  }

  @ParameterizedTest
  @MethodSource("all")
  void theCellsWereRunOnceFromTopToBottom(Notebook notebook) {
    List<Integer> counts =
        notebook.cells("code").stream().map(cell -> cell.path("execution_count").asInt()).toList();
    assertThat(counts)
        .isNotEmpty()
        .isEqualTo(IntStream.rangeClosed(1, counts.size()).boxed().toList());
  }

  @ParameterizedTest
  @MethodSource("all")
  void outputsAreSavedWithPlotsAndWithoutErrors(Notebook notebook) {
    assertThat(notebook.outputs())
        .noneMatch(output -> output.path("output_type").asText().equals("error"))
        .noneMatch(output -> output.path("name").asText().equals("stderr"))
        .anyMatch(output -> output.path("data").has("image/png"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void nothingTellsOnWhichMachineItWas(Notebook notebook) {
    List<String> folders =
        List.of(
            System.getProperty("kindling.root"),
            System.getProperty("java.home"),
            "/root/",
            "/home/",
            "/Users/",
            "/tmp/",
            "file:/");
    for (JsonNode output : notebook.outputs()) {
      assertThat(Notebook.text(output.path("text"))).doesNotContain(folders);
      output
          .path("data")
          .fields()
          .forEachRemaining(
              field -> {
                if (!field.getKey().startsWith("image/")) {
                  assertThat(Notebook.text(field.getValue())).doesNotContain(folders);
                }
              });
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void linksLeadSomewhere(Notebook notebook) throws IOException {
    for (JsonNode cell : notebook.cells("markdown")) {
      List<String> links =
          LINK.matcher(Notebook.text(cell.path("source")))
              .results()
              .map(link -> link.group(1))
              .filter(link -> !link.contains("://"))
              .toList();
      for (String link : links) {
        String[] parts = link.split("#", 2);
        Path target = Notebook.FOLDER.resolve(parts[0]).normalize();
        assertThat(target).exists();
        if (parts.length == 2) {
          assertThat(anchors(target)).as(link).contains(parts[1]);
        }
      }
    }
  }

  /** The anchors of a page's headings, as GitHub makes them. */
  private static List<String> anchors(Path page) throws IOException {
    return HEADING
        .matcher(Files.readString(page))
        .results()
        .map(MatchResult::group)
        .map(heading -> heading.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }
}
