package io.kindling.image.write;

import io.kindling.image.decode.DecodeOptions;
import io.kindling.image.decode.DecodedImage;
import io.kindling.image.decode.ImageDecoder;
import io.kindling.image.decode.PixelSize;
import io.kindling.image.decode.TargetSize;
import io.kindling.image.record.RawPixels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;

/**
 * Makes the BGR pixels that a container holds.
 *
 * @param size what they are brought to
 * @param scaling how
 */
public record OutgoingPixels(TargetSize size, Scaling scaling) implements Serializable {

  /**
   * The pixels of a picture.
   *
   * @throws io.kindling.image.decode.UndecodableImageException naming path and reason
   */
  public RawPixels of(OutgoingPicture picture) throws IOException {
    if (scaling == Scaling.BILINEAR) {
      ImageDecoder decoder = new ImageDecoder(DecodeOptions.bgr().withSize(size));
      return raw(decoder.decode(picture.path(), picture.content()));
    }
    if (picture.content() instanceof RawPixels pixels
        && size.of(size(pixels)).equals(size(pixels))) {
      return pixels;
    }
    BufferedImage byImageIo = ImageIoPicture.decoded(picture);
    if (byImageIo != null) {
      PixelSize target = size.of(new PixelSize(byImageIo.getWidth(), byImageIo.getHeight()));
      return raw(AreaAverage.scaled(byImageIo, target));
    }
    DecodedImage decoded =
        new ImageDecoder(DecodeOptions.asStored()).decode(picture.path(), picture.content());
    PixelSize target = size.of(new PixelSize(decoded.width(), decoded.height()));
    return raw(AreaAverage.scaled(decoded, target));
  }

  private static PixelSize size(RawPixels pixels) {
    return new PixelSize(pixels.width(), pixels.height());
  }

  private static RawPixels raw(DecodedImage image) {
    return new RawPixels(image.width(), image.height(), ByteBuffer.wrap(image.data()));
  }
}
