package io.kindling.image.record;

import java.io.IOException;

/**
 * One picture as it is read. Used by the thread that reads; buffers of its content are valid until
 * the reader goes on to the next record.
 */
public final class PictureRecord implements KnownPicture {

  /** The time of a picture whose store tells none. */
  public static final long NO_TIME = Long.MIN_VALUE;

  private final String path;
  private final long modificationTime;
  private final Labels labels;
  private final long length;
  private final Content content;

  /** Gives the content when it is asked for. */
  @FunctionalInterface
  public interface Content {
    /** See {@link PictureRecord#content}. */
    PictureContent get() throws IOException;
  }

  /**
   * @param path see {@link #path}
   * @param modificationTime see {@link #modificationTime}
   * @param length see {@link #length}
   */
  public PictureRecord(
      String path, long modificationTime, Labels labels, long length, Content content) {
    this.path = path;
    this.modificationTime = modificationTime;
    this.labels = labels;
    this.length = length;
    this.content = content;
  }

  /** A picture that is a file of its own. */
  public static PictureRecord ofFile(SourceFile file, Content content) {
    return new PictureRecord(
        file.path(), file.modificationTime(), file.labels(), file.length(), content);
  }

  /** A record of a container; see {@link #path} for keys. */
  public static PictureRecord inContainer(
      SourceFile file, String key, Labels labels, PictureContent content) {
    return new PictureRecord(
        file.path() + '#' + key, file.modificationTime(), labels, content.bytes(), () -> content);
  }

  /**
   * Where the picture is: the path of its file, or the container's path, {@code #} and the record's
   * key. The key is the name of the picture where the container keeps names (SequenceFiles with
   * names, TFRecord's {@code image/filename}, the member's name in a tar), else its number from 0
   * in the file (Parquet), the byte at which it begins (TFRecord), or the byte behind it
   * (SequenceFiles; in block-compressed ones the byte behind its block, {@code +} and its number in
   * the block).
   */
  @Override
  public String path() {
    return path;
  }

  /** Of the file that holds it, in milliseconds since 1970; {@link #NO_TIME} when unknown. */
  @Override
  public long modificationTime() {
    return modificationTime;
  }

  @Override
  public Labels labels() {
    return labels;
  }

  /** Bytes of the picture as stored. */
  @Override
  public long length() {
    return length;
  }

  /**
   * The picture.
   *
   * @throws IOException what reading this picture failed with; others can be read
   */
  public PictureContent content() throws IOException {
    return content.get();
  }
}
