package io.kindling.image.table;

import io.kindling.image.options.CachedImagesException;
import io.kindling.image.options.SetOption;
import io.kindling.image.options.SourceOption;
import io.kindling.image.table.LeafColumn.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table from which pictures and what is known of them are taken; null where the
 * table has none.
 *
 * @param picture encoded pictures
 * @param label class numbers or class names
 * @param path what names a picture
 * @param synset class names beside numbers
 */
public record PictureColumns(
    LeafColumn picture,
    @Nullable LeafColumn label,
    @Nullable LeafColumn path,
    @Nullable LeafColumn synset,
    @Nullable LeafColumn split,
    @Nullable LeafColumn modificationTime) {
  private static final Set<Kind> CLASSES = EnumSet.of(Kind.WHOLE_NUMBER, Kind.TEXT);

  /**
   * Finds the columns: those that the options name, else the only binary one and those of the usual
   * names.
   *
   * @throws CachedImagesException when there are no such columns; the message names those that
   *     could be meant
   */
  public static PictureColumns of(TableSource source, List<LeafColumn> columns) {
    Finder found = new Finder(source, columns);
    LeafColumn path =
        found.column(SetOption.PATH_COLUMN, source.pathColumn(), EnumSet.of(Kind.TEXT), "path");
    if (path == null && source.isDrawn()) {
      throw new CachedImagesException(
          "random crops and flips are drawn by the names of the pictures, and table "
              + source.name()
              + " has no column path; name the one that names them by pathColumn");
    }
    return new PictureColumns(
        found.picture(),
        found.column(SetOption.LABEL_COLUMN, source.labelColumn(), CLASSES, "label"),
        path,
        found.usual("synset", EnumSet.of(Kind.TEXT)),
        found.usual("split", EnumSet.of(Kind.TEXT)),
        found.usual("modificationTime", EnumSet.of(Kind.TIME)));
  }

  private record Finder(TableSource source, List<LeafColumn> columns) {

    LeafColumn picture() {
      LeafColumn named =
          column(SetOption.PICTURE_COLUMN, source.pictureColumn(), EnumSet.of(Kind.BINARY), null);
      if (named != null) {
        return named;
      }
      List<LeafColumn> binary = of(EnumSet.of(Kind.BINARY));
      if (binary.size() == 1) {
        return binary.get(0);
      }
      throw wrong(
          (binary.isEmpty()
                  ? "has no binary column for pictures, but " + names(columns)
                  : "has several binary columns, " + names(binary))
              + "; name the one with the pictures by "
              + SetOption.PICTURE_COLUMN.key());
    }

    @Nullable LeafColumn column(
        SourceOption option, @Nullable String given, Set<Kind> kinds, @Nullable String usual) {
      if (given == null) {
        return usual == null ? null : usual(usual, kinds);
      }
      for (LeafColumn column : columns) {
        if (column.name().equalsIgnoreCase(given) && kinds.contains(column.kind())) {
          return column;
        }
      }
      throw wrong(
          "has no column "
              + given
              + " as "
              + option.key()
              + " wants it; of its columns "
              + names(columns)
              + " these fit: "
              + names(of(kinds)));
    }

    @Nullable LeafColumn usual(String name, Set<Kind> kinds) {
      return columns.stream()
          .filter(column -> column.name().equalsIgnoreCase(name) && kinds.contains(column.kind()))
          .findFirst()
          .orElse(null);
    }

    private List<LeafColumn> of(Set<Kind> kinds) {
      return columns.stream().filter(column -> kinds.contains(column.kind())).toList();
    }

    private static String names(List<LeafColumn> columns) {
      return columns.stream().map(LeafColumn::name).toList().toString();
    }

    private CachedImagesException wrong(String what) {
      return new CachedImagesException("table " + source.name() + " " + what);
    }
  }
}
