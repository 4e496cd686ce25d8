package io.kindling.image.decode;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The picture formats that are decoded. What a file is, its first bytes say and not its name. */
public enum PictureFormat {
  JPEG,
  PNG,
  BMP,
  GIF,
  WEBP,
  TIFF;

  private static final List<String> ENDINGS =
      List.of("jpg", "jpeg", "png", "bmp", "gif", "webp", "tif", "tiff");

  /**
   * Whether a file of this name is listed as a picture: by its ending, in any case. A wrong ending
   * among the known ones does no harm, for decoding goes by the bytes.
   */
  public static boolean namesPicture(String fileName) {
    int dot = fileName.lastIndexOf('.');
    return dot >= 0 && ENDINGS.contains(fileName.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  /** The endings as a reader of a message knows them: {@code *.jpg, *.jpeg, *.png} and so on. */
  public static String endingsForPeople() {
    return ENDINGS.stream().map(ending -> "*." + ending).collect(Collectors.joining(", "));
  }
}
