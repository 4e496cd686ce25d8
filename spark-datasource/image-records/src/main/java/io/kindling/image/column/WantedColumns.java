package io.kindling.image.column;

import io.kindling.image.options.CachedImagesException;
import io.kindling.image.options.GivenOptions;
import io.kindling.image.options.ImagesOption;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The columns that a read makes, in their order.
 *
 * @param imageFields those of {@code image} that are wanted, in their order
 */
public record WantedColumns(List<PictureColumn> columns, List<ImageField> imageFields)
    implements Serializable {
  public WantedColumns {
    columns = List.copyOf(columns);
    imageFields = List.copyOf(imageFields);
  }

  /** Columns with all of {@code image}. */
  public static WantedColumns of(List<PictureColumn> columns) {
    return new WantedColumns(columns, List.of(ImageField.values()));
  }

  /**
   * The columns that the options name, in their order; all when they name none.
   *
   * @throws CachedImagesException when there is no such column
   */
  public static WantedColumns of(GivenOptions given) {
    String names = given.text(ImagesOption.COLUMNS);
    if (names == null) {
      return of(List.of(PictureColumn.values()));
    }
    List<PictureColumn> columns = new ArrayList<>();
    for (String name : names.split(",", -1)) {
      PictureColumn column = PictureColumn.named(name.strip());
      if (column == null) {
        throw GivenOptions.bad(
            ImagesOption.COLUMNS, names, "some of " + String.join(", ", PictureColumn.words()));
      }
      columns.add(column);
    }
    return of(columns);
  }

  /** How far pictures must be read for rows of these columns. */
  public Need need() {
    Need need = Need.NOTHING;
    for (PictureColumn column : columns) {
      boolean onlyOrigin =
          column == PictureColumn.IMAGE && imageFields.equals(List.of(ImageField.ORIGIN));
      Need one = onlyOrigin ? Need.NOTHING : column.need();
      need = one.compareTo(need) > 0 ? one : need;
    }
    return need;
  }
}
