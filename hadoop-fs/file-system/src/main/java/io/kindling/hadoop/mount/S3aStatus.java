package io.kindling.hadoop.mount;

import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileStatus;
import org.jspecify.annotations.Nullable;

/**
 * S3A's own status: the only one whose etag S3A makes its reads conditional on. A class of its own,
 * so that nobody without S3A needs the library.
 */
public final class S3aStatus {
  private static final @Nullable String NO_VERSION_ID = null;

  private S3aStatus() {}

  public static FileStatus of(FileStatus told, Path path, String etag) {
    return new S3AFileStatus(
        told.getLen(),
        told.getModificationTime(),
        path,
        told.getBlockSize(),
        told.getOwner(),
        etag,
        NO_VERSION_ID);
  }
}
