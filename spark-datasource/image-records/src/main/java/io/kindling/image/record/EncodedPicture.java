package io.kindling.image.record;

import java.nio.ByteBuffer;

/**
 * A picture in its encoded form: JPEG, PNG and so on.
 *
 * @param encoded the whole picture, between position and limit
 */
public record EncodedPicture(ByteBuffer encoded) implements PictureContent {
  @Override
  public long bytes() {
    return encoded.remaining();
  }
}
