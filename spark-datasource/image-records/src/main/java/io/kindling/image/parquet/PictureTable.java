package io.kindling.image.parquet;

import io.kindling.image.container.DamagedContainerException;
import io.kindling.image.record.SourceFile;
import io.kindling.image.record.TableColumns;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * The columns of one file that are read.
 *
 * @param label null when the file has no classes
 */
record PictureTable(Column picture, @Nullable Column label) {
  private static final String USUAL_LABEL = "label";

  /**
   * Finds the columns.
   *
   * @throws DamagedContainerException when there are no such columns; the message names those that
   *     could be meant
   */
  static PictureTable of(SourceFile file, MessageType schema, TableColumns wanted)
      throws DamagedContainerException {
    List<Column> columns = Column.single(schema);
    return new PictureTable(picture(file, columns, wanted), label(file, columns, wanted));
  }

  /** The part of the schema that is read. */
  MessageType projection(MessageType schema) {
    Set<List<String>> paths = new HashSet<>();
    paths.add(picture.path());
    if (label != null) {
      paths.add(label.path());
    }
    return new MessageType(schema.getName(), kept(schema, List.of(), paths));
  }

  private static Column picture(SourceFile file, List<Column> columns, TableColumns wanted)
      throws DamagedContainerException {
    String name = wanted.picture();
    List<Column> binary = columns.stream().filter(Column::isBinary).toList();
    if (name != null) {
      return named(file, columns, name, Column::isBinary, "encoded pictures", "pictureColumn");
    }
    if (binary.size() != 1) {
      throw wrong(
          file,
          (binary.isEmpty()
                  ? "it has no binary column for pictures, but " + names(columns)
                  : "it has several binary columns, " + names(binary))
              + "; name the one with the pictures by pictureColumn");
    }
    return binary.get(0);
  }

  private static @Nullable Column label(SourceFile file, List<Column> columns, TableColumns wanted)
      throws DamagedContainerException {
    Predicate<Column> isClass = column -> column.isWholeNumber() || column.isText();
    String name = wanted.label();
    if (name != null) {
      return named(file, columns, name, isClass, "class numbers or names", "labelColumn");
    }
    return columns.stream()
        .filter(column -> column.name().equals(USUAL_LABEL) && isClass.test(column))
        .findFirst()
        .orElse(null);
  }

  private static Column named(
      SourceFile file,
      List<Column> columns,
      String name,
      Predicate<Column> fits,
      String holds,
      String option)
      throws DamagedContainerException {
    for (Column column : columns) {
      if (column.name().equals(name)) {
        if (!fits.test(column)) {
          throw wrong(
              file,
              option + " is " + name + ", whose type " + column.type() + " holds no " + holds);
        }
        return column;
      }
    }
    throw wrong(
        file,
        option
            + " is "
            + name
            + ", which the file does not have; of the columns "
            + names(columns)
            + " these could hold "
            + holds
            + ": "
            + names(columns.stream().filter(fits).toList()));
  }

  private static List<Type> kept(GroupType group, List<String> above, Set<List<String>> paths) {
    List<Type> fields = new ArrayList<>();
    for (Type field : group.getFields()) {
      List<String> path = new ArrayList<>(above);
      path.add(field.getName());
      if (paths.contains(path)) {
        fields.add(field);
      } else if (!field.isPrimitive()) {
        List<Type> inner = kept(field.asGroupType(), path, paths);
        if (!inner.isEmpty()) {
          fields.add(field.asGroupType().withNewFields(inner));
        }
      }
    }
    return fields;
  }

  private static String names(List<Column> columns) {
    return columns.stream().map(Column::name).toList().toString();
  }

  private static DamagedContainerException wrong(SourceFile file, String reason) {
    return new DamagedContainerException(file, "schema", reason, null);
  }
}
