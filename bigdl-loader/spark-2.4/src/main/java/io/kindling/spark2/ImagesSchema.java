package io.kindling.spark2;

import io.kindling.image.column.ImageField;
import io.kindling.image.column.PictureColumn;
import io.kindling.image.column.WantedColumns;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns in Spark's types. {@code image} is the struct of {@code ImageSchema.columnSchema}.
 */
final class ImagesSchema {
  private ImagesSchema() {}

  static StructType of(List<PictureColumn> columns) {
    StructType schema = new StructType();
    for (PictureColumn column : columns) {
      boolean always = column == PictureColumn.PATH || column == PictureColumn.SIZE;
      schema = schema.add(column.word(), type(column), !always);
    }
    return schema;
  }

  /** The columns of these names, which are ours. */
  static WantedColumns wanted(String[] names) {
    return WantedColumns.of(
        Arrays.stream(names)
            .map(name -> Objects.requireNonNull(PictureColumn.named(name), name))
            .toList());
  }

  private static DataType type(PictureColumn column) {
    return switch (column) {
      case PATH, SYNSET, SPLIT, ERROR -> DataTypes.StringType;
      case LABEL, WIDTH, HEIGHT -> DataTypes.IntegerType;
      case SIZE -> DataTypes.LongType;
      case MODIFICATION_TIME -> DataTypes.TimestampType;
      case BYTES -> DataTypes.BinaryType;
      case IMAGE -> image();
      case TENSOR -> DataTypes.createArrayType(DataTypes.FloatType, false);
    };
  }

  private static StructType image() {
    StructType struct = new StructType();
    for (ImageField field : ImageField.values()) {
      DataType type =
          switch (field) {
            case ORIGIN -> DataTypes.StringType;
            case HEIGHT, WIDTH, CHANNELS, MODE -> DataTypes.IntegerType;
            case DATA -> DataTypes.BinaryType;
          };
      struct = struct.add(field.word(), type, field == ImageField.ORIGIN);
    }
    return struct;
  }
}
