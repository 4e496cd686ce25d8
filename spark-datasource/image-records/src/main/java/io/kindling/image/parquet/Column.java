package io.kindling.image.parquet;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/**
 * A column that has at most one value in a row, maybe inside of structs.
 *
 * @param path names from the outermost struct inwards
 */
record Column(List<String> path, PrimitiveType type) {

  /** Names of the annotations that make text of bytes, in the API that all Parquets have. */
  private static final Set<String> TEXTS = Set.of("UTF8", "ENUM", "JSON");

  /** All columns of a file that have at most one value in a row. */
  static List<Column> single(MessageType schema) {
    List<Column> columns = new ArrayList<>();
    for (ColumnDescriptor column : schema.getColumns()) {
      if (column.getMaxRepetitionLevel() == 0) {
        columns.add(new Column(List.of(column.getPath()), column.getPrimitiveType()));
      }
    }
    return columns;
  }

  /** As users write it: with dots. */
  String name() {
    return String.join(".", path);
  }

  boolean isText() {
    return type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY
        && TEXTS.contains(String.valueOf(type.getOriginalType()));
  }

  boolean isBinary() {
    return type.getPrimitiveTypeName() == PrimitiveTypeName.BINARY && !isText();
  }

  boolean isWholeNumber() {
    return type.getPrimitiveTypeName() == PrimitiveTypeName.INT32
        || type.getPrimitiveTypeName() == PrimitiveTypeName.INT64;
  }

  /** The innermost struct of a row that has a value in this column; null when there is none. */
  private @Nullable Group holder(Group row) {
    Group group = row;
    for (String struct : path.subList(0, path.size() - 1)) {
      if (group.getFieldRepetitionCount(struct) == 0) {
        return null;
      }
      group = group.getGroup(struct, 0);
    }
    return group.getFieldRepetitionCount(leaf()) == 0 ? null : group;
  }

  /** The bytes of a row; null when there are none. */
  byte @Nullable [] bytes(Group row) {
    Group holder = holder(row);
    return holder == null ? null : holder.getBinary(leaf(), 0).getBytes();
  }

  /** The number of a row; null when there is none. */
  @Nullable Long number(Group row) {
    Group holder = holder(row);
    if (holder == null) {
      return null;
    }
    return type.getPrimitiveTypeName() == PrimitiveTypeName.INT32
        ? (long) holder.getInteger(leaf(), 0)
        : holder.getLong(leaf(), 0);
  }

  /** The text of a row; null when there is none. */
  @Nullable String text(Group row) {
    Group holder = holder(row);
    return holder == null ? null : holder.getString(leaf(), 0);
  }

  private String leaf() {
    return path.get(path.size() - 1);
  }
}
