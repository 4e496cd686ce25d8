package io.kindling.image.record;

/** What is known of a picture before its content is read. */
public interface KnownPicture {

  /** Where the picture is; see {@link PictureRecord#path}. */
  String path();

  Labels labels();

  /** Bytes as stored. */
  long length();

  /** Of its file, in milliseconds since 1970; {@link PictureRecord#NO_TIME} when unknown. */
  long modificationTime();
}
