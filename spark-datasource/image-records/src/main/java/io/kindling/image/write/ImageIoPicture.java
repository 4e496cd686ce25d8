package io.kindling.image.write;

import io.kindling.image.decode.PictureFormat;
import io.kindling.image.decode.PictureHeader;
import io.kindling.image.decode.UndecodableImageException;
import io.kindling.image.record.EncodedPicture;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * Pictures that Java's ImageIO, by which BigDL's generator reads all of them, sees differently than
 * OpenCV: all but JPEGs without a colour profile. It converts profiles to sRGB, and takes gray
 * palettes for linear light.
 */
final class ImageIoPicture {
  private static final byte[] MARK = "ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII);

  private ImageIoPicture() {}

  /**
   * The picture as ImageIO decodes it; null when OpenCV decodes it alike, or ImageIO refuses it.
   *
   * @throws UndecodableImageException when its header is damaged or it was cut
   */
  static @Nullable BufferedImage decoded(OutgoingPicture picture) throws UndecodableImageException {
    if (!(picture.content() instanceof EncodedPicture content)) {
      return null;
    }
    ByteBuffer encoded = content.encoded();
    PictureFormat format = PictureHeader.read(picture.path(), encoded).format();
    byte[] bytes = new byte[encoded.remaining()];
    encoded.duplicate().get(bytes);
    if (format == PictureFormat.JPEG && !hasMark(bytes)) {
      return null;
    }
    try {
      return ImageIO.read(new ByteArrayInputStream(bytes));
    } catch (IOException | RuntimeException refused) {
      // WebP, and CMYK with a profile: OpenCV decodes them.
      return null;
    }
  }

  private static boolean hasMark(byte[] bytes) {
    for (int start = 0; start <= bytes.length - MARK.length; start++) {
      int matching = 0;
      while (matching < MARK.length && bytes[start + matching] == MARK[matching]) {
        matching++;
      }
      if (matching == MARK.length) {
        return true;
      }
    }
    return false;
  }
}
