package io.kindling.spark.read;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns. {@code image} is the struct of Spark's {@code ImageSchema.columnSchema}. */
public final class ImagesSchema {
  static final String PATH = "path";
  static final String LABEL = "label";
  static final String IMAGE = "image";
  static final String ERROR = "error";

  static final String ORIGIN = "origin";
  static final String HEIGHT = "height";
  static final String WIDTH = "width";
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
          .add(IMAGE, IMAGE_COLUMN, true)
          .add(ERROR, DataTypes.StringType, true);

  private ImagesSchema() {}

  /** Whether rows of these columns can be made without decoding. */
  static boolean needsNoPixels(StructType columns) {
    for (StructField column : columns.fields()) {
      boolean decoded =
          switch (column.name()) {
            case ERROR -> true;
            case IMAGE -> !onlyOrigin((StructType) column.dataType());
            default -> false;
          };
      if (decoded) {
        return false;
      }
    }
    return true;
  }

  private static boolean onlyOrigin(StructType image) {
    return image.length() == 1 && image.apply(0).name().equals(ORIGIN);
  }
}
