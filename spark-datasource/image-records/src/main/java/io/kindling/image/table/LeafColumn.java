package io.kindling.image.table;

import java.util.List;

/**
 * A column of a table that is no struct itself.
 *
 * @param path names from the outermost struct inwards
 */
public record LeafColumn(List<String> path, Kind kind) {
  public LeafColumn {
    path = List.copyOf(path);
  }

  /** What a column can be taken for. */
  public enum Kind {
    BINARY,
    TEXT,
    WHOLE_NUMBER,
    TIME,
    OTHER
  }

  /** As users write it: with dots. */
  public String name() {
    return String.join(".", path);
  }

  /** As Spark takes any name. */
  public String quoted() {
    return String.join(".", path.stream().map(LeafColumn::quoted).toList());
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
