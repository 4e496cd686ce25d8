package io.kindling.image.write;

import io.kindling.image.decode.ImageEncoder;
import io.kindling.image.record.EncodedPicture;
import io.kindling.image.record.RawPixels;
import java.nio.ByteBuffer;

/** How pictures that come decoded are encoded, where a container holds encoded ones. */
public enum PictureEncoding {
  /** Without loss. */
  PNG(".png"),
  /** With OpenCV's usual quality of 95; a tenth of the bytes. */
  JPEG(".jpg");

  private final String ending;

  PictureEncoding(String ending) {
    this.ending = ending;
  }

  /** The encoded picture: as it is if it is one. */
  public ByteBuffer of(OutgoingPicture picture) {
    if (picture.content() instanceof EncodedPicture encoded) {
      return encoded.encoded();
    }
    RawPixels pixels = (RawPixels) picture.content();
    return ImageEncoder.encode(ending, pixels.width(), pixels.height(), pixels.bgr());
  }
}
