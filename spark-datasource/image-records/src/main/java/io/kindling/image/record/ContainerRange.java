package io.kindling.image.record;

/**
 * The records of a container that belong to a range of its bytes. Ranges that cover a file give
 * each of its records once: which range a record belongs to is the format's rule. Files that cannot
 * be entered in the middle have one range, the whole file.
 *
 * @param start in bytes from the beginning of the file
 * @param length in bytes
 */
public record ContainerRange(ContainerFormat format, SourceFile file, long start, long length)
    implements RecordSplit {
  public ContainerRange {
    if (start < 0 || length < 0 || start + length > file.length()) {
      throw new IllegalArgumentException(
          file.path() + " has " + file.length() + " bytes, and no " + length + " from " + start);
    }
  }

  /** The whole file. */
  public static ContainerRange whole(ContainerFormat format, SourceFile file) {
    return new ContainerRange(format, file, 0, file.length());
  }

  /** The first byte behind the range. */
  public long end() {
    return start + length;
  }

  /** Whether it is the whole file. */
  public boolean isWhole() {
    return length == file.length();
  }

  @Override
  public long bytes() {
    return length;
  }
}
