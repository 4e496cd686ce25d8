package io.kindling.image.decode;

import java.nio.ByteBuffer;

/**
 * What the header of an encoded picture says, read without decoding.
 *
 * @param width in pixels, before any orientation is applied
 * @param height in pixels
 */
public record PictureHeader(PictureFormat format, int width, int height, StoredColour colour) {

  /**
   * Reads the header of the picture between position and limit, which stay as they are.
   *
   * @throws UndecodableImageException when these bytes are no picture of a {@link PictureFormat},
   *     or the header is damaged, or says that there are no pixels
   */
  public static PictureHeader read(String path, ByteBuffer encoded)
      throws UndecodableImageException {
    EncodedBytes bytes = new EncodedBytes(encoded);
    try {
      PictureHeader header = HeaderReader.read(bytes);
      if (header.width <= 0 || header.height <= 0) {
        throw new HeaderException(
            "its header says " + header.width + " x " + header.height + " pixels");
      }
      return header;
    } catch (HeaderException damaged) {
      throw new UndecodableImageException(path, damaged.getMessage());
    }
  }

  /** Width times height. */
  public long pixels() {
    return (long) width * height;
  }
}
