package io.kindling.image;

import java.io.Serializable;
import org.apache.hadoop.fs.FileStatus;
import org.jspecify.annotations.Nullable;

/**
 * One picture of a set as the listing found it. Small and serializable, because it travels to the
 * reader in place of a status, so that opening the file costs no request for one.
 *
 * @param path qualified path
 * @param length in bytes
 * @param modificationTime in milliseconds since 1970, as the store counts
 * @param etag the store's version of the content, if its listing gives one
 * @param label class number, or {@link #NO_LABEL}
 * @param synset class name (folder or ImageNet synset), empty without a label
 */
public record ImageFile(
    String path,
    long length,
    long modificationTime,
    @Nullable String etag,
    int label,
    String synset)
    implements Serializable {

  /** Label of a picture in a set that has none. */
  public static final int NO_LABEL = -1;

  static ImageFile unlabelled(FileStatus status) {
    return new ImageFile(
        status.getPath().toString(),
        status.getLen(),
        status.getModificationTime(),
        ListedStatus.etagOf(status),
        NO_LABEL,
        "");
  }

  ImageFile labelled(int number, String className) {
    return new ImageFile(path, length, modificationTime, etag, number, className);
  }

  public boolean hasLabel() {
    return label != NO_LABEL;
  }

  /** What to give to {@code FileSystem.openFile(path).withFileStatus(...)}; knows the etag. */
  public FileStatus status() {
    return new ListedStatus(this);
  }
}
