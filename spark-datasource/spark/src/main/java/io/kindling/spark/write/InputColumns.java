package io.kindling.spark.write;

import io.kindling.image.decode.UndecodableImageException;
import io.kindling.image.options.CachedImagesException;
import io.kindling.image.record.EncodedPicture;
import io.kindling.image.record.Labels;
import io.kindling.image.record.PictureContent;
import io.kindling.image.record.RawPixels;
import io.kindling.image.write.OutgoingPicture;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a DataFrame hold what is written: {@code path}, {@code bytes} (or {@code
 * content}, as {@code binaryFile} calls it) or else {@code image} (the struct of Spark's
 * ImageSchema), {@code label}, {@code synset}, {@code error}. Other columns are not written.
 *
 * @param labelType of the label's column
 * @param firstLabel label of the first class
 */
record InputColumns(
    int path,
    int bytes,
    int image,
    int label,
    @Nullable DataType labelType,
    int synset,
    int error,
    int firstLabel)
    implements Serializable {

  private static final int NONE = -1;

  private static final StructType IMAGE =
      new StructType()
          .add("origin", DataTypes.StringType)
          .add("height", DataTypes.IntegerType)
          .add("width", DataTypes.IntegerType)
          .add("nChannels", DataTypes.IntegerType)
          .add("mode", DataTypes.IntegerType)
          .add("data", DataTypes.BinaryType);

  /**
   * Finds the columns.
   *
   * @throws CachedImagesException when one is missing or of another type
   */
  static InputColumns of(StructType schema, int firstLabel) {
    int bytes = place(schema, "bytes", DataTypes.BinaryType);
    if (bytes == NONE) {
      bytes = place(schema, "content", DataTypes.BinaryType);
    }
    int image = bytes == NONE ? imagePlace(schema) : NONE;
    if (bytes == NONE && image == NONE) {
      throw new CachedImagesException(
          "nothing to write: the DataFrame has neither a column bytes (or content) of binary nor a"
              + " column image of Spark's ImageSchema");
    }
    int path = place(schema, "path", DataTypes.StringType);
    if (path == NONE && image == NONE) {
      throw new CachedImagesException(
          "the DataFrame has no column path, a string that names each" + " picture");
    }
    int label = place(schema, "label", null);
    DataType labelType = label == NONE ? null : schema.apply(label).dataType();
    if (labelType != null
        && !labelType.equals(DataTypes.IntegerType)
        && !labelType.equals(DataTypes.LongType)) {
      throw new CachedImagesException(
          "column label is of type " + labelType.simpleString() + "; cast it to int");
    }
    return new InputColumns(
        path,
        bytes,
        image,
        label,
        labelType,
        place(schema, "synset", DataTypes.StringType),
        place(schema, "error", DataTypes.StringType),
        firstLabel);
  }

  private static int place(StructType schema, String name, @Nullable DataType type) {
    String[] names = schema.fieldNames();
    for (int i = 0; i < names.length; i++) {
      if (names[i].equalsIgnoreCase(name)) {
        DataType found = schema.apply(i).dataType();
        if (type != null && !found.equals(type)) {
          throw new CachedImagesException(
              "column %s is of type %s and must be %s"
                  .formatted(name, found.simpleString(), type.simpleString()));
        }
        return i;
      }
    }
    return NONE;
  }

  private static int imagePlace(StructType schema) {
    int place = place(schema, "image", null);
    if (place != NONE && !isImage(schema.apply(place).dataType())) {
      throw new CachedImagesException(
          "column image is of type %s and must be the struct of Spark's ImageSchema, all its fields"
                  .formatted(schema.apply(place).dataType().simpleString())
              + " selected");
    }
    return place;
  }

  /** Whatever may be null. */
  private static boolean isImage(DataType type) {
    if (!(type instanceof StructType fields) || fields.length() != IMAGE.length()) {
      return false;
    }
    for (int i = 0; i < IMAGE.length(); i++) {
      if (!fields.apply(i).name().equals(IMAGE.apply(i).name())
          || !fields.apply(i).dataType().equals(IMAGE.apply(i).dataType())) {
        return false;
      }
    }
    return true;
  }

  /**
   * The picture of a row, valid as long as the row.
   *
   * @throws UndecodableImageException when the row has none
   */
  OutgoingPicture picture(InternalRow row) throws IOException {
    String path = path(row);
    return new OutgoingPicture(path, labels(row), content(row, path));
  }

  private String path(InternalRow row) {
    if (path != NONE && !row.isNullAt(path)) {
      return row.getUTF8String(path).toString();
    }
    if (image != NONE && !row.isNullAt(image)) {
      InternalRow struct = row.getStruct(image, IMAGE.length());
      return struct.isNullAt(0) ? "" : struct.getUTF8String(0).toString();
    }
    return "";
  }

  private Labels labels(InternalRow row) {
    String name =
        synset == NONE || row.isNullAt(synset) ? null : row.getUTF8String(synset).toString();
    if (label == NONE || row.isNullAt(label)) {
      return new Labels(Labels.NO_LABEL, name, null);
    }
    long number = DataTypes.LongType.equals(labelType) ? row.getLong(label) : row.getInt(label);
    long fromZero = number - firstLabel;
    if (fromZero < 0 || fromZero > Integer.MAX_VALUE - 1) {
      throw new CachedImagesException(
          "label %d of %s: the first class is %d by option labelBase"
              .formatted(number, path(row), firstLabel));
    }
    return new Labels((int) fromZero, name, null);
  }

  private PictureContent content(InternalRow row, String from) throws IOException {
    if (bytes != NONE) {
      if (row.isNullAt(bytes)) {
        throw new UndecodableImageException(from, reason(row));
      }
      return new EncodedPicture(ByteBuffer.wrap(row.getBinary(bytes)));
    }
    if (row.isNullAt(image)) {
      throw new UndecodableImageException(from, reason(row));
    }
    InternalRow struct = row.getStruct(image, IMAGE.length());
    int height = struct.getInt(1);
    int width = struct.getInt(2);
    int channels = struct.getInt(3);
    if (height < 1 || width < 1 || struct.isNullAt(5)) {
      throw new UndecodableImageException(from, reason(row));
    }
    return new RawPixels(width, height, ByteBuffer.wrap(bgr(from, struct.getBinary(5), channels)));
  }

  private String reason(InternalRow row) {
    return error == NONE || row.isNullAt(error)
        ? "the row has no picture"
        : row.getUTF8String(error).toString();
  }

  private static byte[] bgr(String from, byte[] data, int channels)
      throws UndecodableImageException {
    return switch (channels) {
      case 3 -> data;
      case 1, 4 -> {
        byte[] bgr = new byte[data.length / channels * 3];
        for (int pixel = 0; pixel < bgr.length / 3; pixel++) {
          for (int channel = 0; channel < 3; channel++) {
            bgr[3 * pixel + channel] = data[channels == 1 ? pixel : 4 * pixel + channel];
          }
        }
        yield bgr;
      }
      default -> throw new UndecodableImageException(from, channels + " channels");
    };
  }
}
