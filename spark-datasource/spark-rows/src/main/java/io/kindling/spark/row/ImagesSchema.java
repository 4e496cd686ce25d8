package io.kindling.spark.row;

import io.kindling.image.column.ImageField;
import io.kindling.image.column.PictureColumn;
import io.kindling.image.column.WantedColumns;
import io.kindling.image.options.GivenOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns in Spark's types. {@code image} is the struct of {@code ImageSchema.columnSchema}.
 */
public final class ImagesSchema {
  public static final StructType IMAGE_COLUMN = image();

  private ImagesSchema() {}

  /**
   * The columns that the options name, in their order; all when they name none.
   *
   * @throws io.kindling.image.options.CachedImagesException when there is no such column
   */
  public static StructType of(GivenOptions given) {
    return of(WantedColumns.of(given));
  }

  /** The columns with all fields of {@code image}. */
  public static StructType of(WantedColumns wanted) {
    StructType columns = new StructType();
    for (PictureColumn column : wanted.columns()) {
      columns = columns.add(field(column));
    }
    return columns;
  }

  /** The columns of these names, with all fields of {@code image}. */
  public static WantedColumns wanted(String[] names) {
    return WantedColumns.of(Arrays.stream(names).map(ImagesSchema::column).toList());
  }

  /** The columns, and fields of {@code image}, that Spark has left of ours. */
  public static WantedColumns wanted(StructType pruned) {
    List<PictureColumn> columns = new ArrayList<>();
    List<ImageField> fields = new ArrayList<>();
    for (StructField field : pruned.fields()) {
      columns.add(column(field.name()));
      if (field.dataType() instanceof StructType struct) {
        for (String name : struct.fieldNames()) {
          fields.add(ImageField.named(name));
        }
      }
    }
    return new WantedColumns(columns, fields);
  }

  private static PictureColumn column(String name) {
    PictureColumn column = PictureColumn.named(name);
    if (column == null) {
      throw new IllegalArgumentException("cachedimages has no column " + name);
    }
    return column;
  }

  private static StructType image() {
    StructType struct = new StructType();
    for (ImageField field : ImageField.values()) {
      struct =
          switch (field) {
            case ORIGIN -> struct.add(field.word(), DataTypes.StringType, true);
            case HEIGHT, WIDTH, CHANNELS, MODE ->
                struct.add(field.word(), DataTypes.IntegerType, false);
            case DATA -> struct.add(field.word(), DataTypes.BinaryType, false);
          };
    }
    return struct;
  }

  private static StructField field(PictureColumn column) {
    return switch (column) {
      case PATH -> new StructField(column.word(), DataTypes.StringType, false, Metadata.empty());
      case LABEL, WIDTH, HEIGHT -> nullable(column, DataTypes.IntegerType);
      case SYNSET, SPLIT, ERROR -> nullable(column, DataTypes.StringType);
      case SIZE -> new StructField(column.word(), DataTypes.LongType, false, Metadata.empty());
      case MODIFICATION_TIME -> nullable(column, DataTypes.TimestampType);
      case BYTES -> nullable(column, DataTypes.BinaryType);
      case IMAGE -> nullable(column, IMAGE_COLUMN);
      case TENSOR -> nullable(column, DataTypes.createArrayType(DataTypes.FloatType, false));
    };
  }

  private static StructField nullable(PictureColumn column, DataType type) {
    return new StructField(column.word(), type, true, Metadata.empty());
  }
}
