package io.kindling.image.record;

/** The picture of a record: as a file would hold it, or already decoded. */
public sealed interface PictureContent permits EncodedPicture, RawPixels {

  /** Bytes of the content, as stored. */
  long bytes();
}
