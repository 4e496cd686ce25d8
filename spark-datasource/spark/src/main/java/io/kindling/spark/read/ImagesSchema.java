package io.kindling.spark.read;

import io.kindling.spark.options.GivenOptions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The columns. {@code image} is the struct of Spark's {@code ImageSchema.columnSchema}. */
public final class ImagesSchema {
  public static final String PATH = "path";
  public static final String LABEL = "label";
  public static final String SYNSET = "synset";
  public static final String SPLIT = "split";
  public static final String SIZE = "size";
  public static final String MODIFICATION_TIME = "modificationTime";
  static final String BYTES = "bytes";
  static final String IMAGE = "image";
  static final String TENSOR = "tensor";
  static final String WIDTH = "width";
  static final String HEIGHT = "height";
  static final String ERROR = "error";

  static final String ORIGIN = "origin";
  static final String CHANNELS = "nChannels";
  static final String MODE = "mode";
  static final String DATA = "data";

  public static final StructType IMAGE_COLUMN =
      new StructType()
          .add(ORIGIN, DataTypes.StringType, true)
          .add(HEIGHT, DataTypes.IntegerType, false)
          .add(WIDTH, DataTypes.IntegerType, false)
          .add(CHANNELS, DataTypes.IntegerType, false)
          .add(MODE, DataTypes.IntegerType, false)
          .add(DATA, DataTypes.BinaryType, false);

  public static final StructType ALL =
      new StructType()
          .add(PATH, DataTypes.StringType, false)
          .add(LABEL, DataTypes.IntegerType, true)
          .add(SYNSET, DataTypes.StringType, true)
          .add(SPLIT, DataTypes.StringType, true)
          .add(SIZE, DataTypes.LongType, false)
          .add(MODIFICATION_TIME, DataTypes.TimestampType, false)
          .add(BYTES, DataTypes.BinaryType, true)
          .add(IMAGE, IMAGE_COLUMN, true)
          .add(TENSOR, DataTypes.createArrayType(DataTypes.FloatType, false), true)
          .add(WIDTH, DataTypes.IntegerType, true)
          .add(HEIGHT, DataTypes.IntegerType, true)
          .add(ERROR, DataTypes.StringType, true);

  private ImagesSchema() {}

  /**
   * The columns that the options name, in their order; all when they name none.
   *
   * @throws io.kindling.spark.options.CachedImagesException when there is no such column
   */
  public static StructType of(CaseInsensitiveStringMap options) {
    String names = new GivenOptions(options).text(ImagesOption.COLUMNS);
    if (names == null) {
      return ALL;
    }
    StructType columns = new StructType();
    for (String name : names.split(",", -1)) {
      columns = columns.add(column(names, name.strip()));
    }
    return columns;
  }

  private static StructField column(String names, String name) {
    for (StructField column : ALL.fields()) {
      if (column.name().equalsIgnoreCase(name)) {
        return column;
      }
    }
    throw GivenOptions.bad(
        ImagesOption.COLUMNS, names, "some of " + String.join(", ", ALL.fieldNames()));
  }

  /** How far pictures must be read for rows of these columns. */
  public static Need need(StructType columns) {
    Need need = Need.NOTHING;
    for (StructField column : columns.fields()) {
      Need one =
          switch (column.name()) {
            case BYTES -> Need.BYTES;
            case WIDTH, HEIGHT -> Need.HEADER;
            case TENSOR, ERROR -> Need.PIXELS;
            case IMAGE -> onlyOrigin((StructType) column.dataType()) ? Need.NOTHING : Need.PIXELS;
            default -> Need.NOTHING;
          };
      need = one.compareTo(need) > 0 ? one : need;
    }
    return need;
  }

  private static boolean onlyOrigin(StructType image) {
    return image.length() == 1 && image.apply(0).name().equals(ORIGIN);
  }
}
