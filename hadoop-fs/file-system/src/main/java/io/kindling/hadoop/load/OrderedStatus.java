package io.kindling.hadoop.load;

import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** As much of a status as a file's version is made of. */
final class OrderedStatus extends FileStatus implements EtagSource {
  private static final long serialVersionUID = 1L;

  private final String etag;

  OrderedStatus(Path path, long length, long modified, String etag) {
    super(length, false, 1, 32L << 20, modified, path);
    this.etag = etag;
  }

  @Override
  public String getEtag() {
    return etag;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OrderedStatus that && super.equals(that) && etag.equals(that.etag);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
