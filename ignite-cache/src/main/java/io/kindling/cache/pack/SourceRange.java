package io.kindling.cache.pack;

import io.kindling.cache.block.FileVersion;
import java.util.Objects;

/**
 * Records of one version of one file.
 *
 * @param version the very content that the records are read from
 * @param firstRecord number of the first record in the file; 0 for a file that is one record
 * @param records how many records, above 0
 * @param position first byte of the part of the file that nobody needs any more once the pack is
 *     there; the group that it lies in decides who owns the pack
 * @param length bytes of that part; 0 when everything is still needed
 */
public record SourceRange(
    FileVersion version, long firstRecord, long records, long position, long length) {

  public SourceRange {
    Objects.requireNonNull(version, "version");
    if (firstRecord < 0 || records < 1) {
      throw new IllegalArgumentException(
          "records %d+%d of %s".formatted(firstRecord, records, version.uri()));
    }
    if (position < 0 || length < 0 || length > version.length() - position) {
      throw new IllegalArgumentException(
          "bytes %d+%d of %s, which has %d"
              .formatted(position, length, version.uri(), version.length()));
    }
  }

  /** A file that is one record. */
  public static SourceRange wholeFile(FileVersion version) {
    return new SourceRange(version, 0, 1, 0, version.length());
  }
}
