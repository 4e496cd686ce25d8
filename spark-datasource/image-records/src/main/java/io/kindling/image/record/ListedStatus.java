package io.kindling.image.record;

import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** The status of a listed file, made again at the reader. */
final class ListedStatus extends FileStatus implements EtagSource {
  private static final long serialVersionUID = 1L;
  private static final long BLOCK_SIZE = 128L << 20;

  private final @Nullable String etag;

  ListedStatus(SourceFile file) {
    super(file.length(), false, 1, BLOCK_SIZE, file.modificationTime(), new Path(file.path()));
    etag = file.etag();
  }

  @Override
  public @Nullable String getEtag() {
    return etag;
  }

  // Equal by path, as all statuses are; the etag adds nothing to that.
  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
