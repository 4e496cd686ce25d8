package io.kindling.hadoop.status;

import java.util.Set;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.jspecify.annotations.Nullable;

/** An under store's status that another JVM was told. */
final class RestoredStatus extends FileStatus implements EtagSource {

  private static final long serialVersionUID = 1L;
  private static final @Nullable Path NO_LINK = null;

  private final @Nullable String etag;

  RestoredStatus(StatusDetails details, boolean folder, long length, Path path) {
    super(
        length,
        folder,
        details.replication(),
        details.blockSize(),
        details.modified(),
        details.accessed(),
        new FsPermission(details.permission()),
        details.owner(),
        details.group(),
        NO_LINK,
        path,
        Set.copyOf(details.flags()));
    this.etag = details.etag();
  }

  @Override
  public @Nullable String getEtag() {
    return etag;
  }
}
