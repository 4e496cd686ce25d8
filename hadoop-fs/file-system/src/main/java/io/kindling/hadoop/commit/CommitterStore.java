package io.kindling.hadoop.commit;

import java.net.URI;
import java.util.Objects;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;

/**
 * S3A under a scheme that leads to no other file system. It takes paths of its bucket by any
 * scheme: uploads that are to be committed name their file by the one they were written by. Made by
 * Hadoop.
 */
public final class CommitterStore extends S3AFileSystem {

  @Override
  public void checkPath(Path path) {
    if (!Objects.equals(path.toUri().getAuthority(), getUri().getAuthority())) {
      super.checkPath(path);
    }
  }

  /** By which delegation tokens of the bucket are found. */
  @Override
  public URI getCanonicalUri() {
    return URI.create("s3a://" + getUri().getAuthority());
  }
}
