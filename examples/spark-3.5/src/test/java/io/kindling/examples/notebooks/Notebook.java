package io.kindling.examples.notebooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A Jupyter notebook.
 *
 * @param file where it is
 * @param json its content
 */
record Notebook(Path file, JsonNode json) {

  /** The folder of this project's notebooks. */
  static final Path FOLDER = Path.of(System.getProperty("kindling.root"), "notebooks");

  static List<Notebook> all() throws IOException {
    List<Notebook> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".ipynb")).sorted().toList()) {
        all.add(new Notebook(file, new ObjectMapper().readTree(Files.readString(file))));
      }
    }
    return all;
  }

  List<JsonNode> cells(String type) {
    return StreamSupport.stream(json.path("cells").spliterator(), false)
        .filter(cell -> cell.path("cell_type").asText().equals(type))
        .toList();
  }

  /** All outputs of all cells, in order. */
  List<JsonNode> outputs() {
    return cells("code").stream()
        .flatMap(cell -> StreamSupport.stream(cell.path("outputs").spliterator(), false))
        .toList();
  }

  /** A source or an output, which is a text or a list of lines. */
  static String text(JsonNode node) {
    if (node.isTextual()) {
      return node.asText();
    }
    StringBuilder text = new StringBuilder();
    node.forEach(line -> text.append(line.asText()));
    return text.toString();
  }

  @Override
  public String toString() {
    return file.getFileName().toString();
  }
}
