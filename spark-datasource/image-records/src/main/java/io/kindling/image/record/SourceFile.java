package io.kindling.image.record;

import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.OpenFileOptions;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.functional.FutureIO;
import org.jspecify.annotations.Nullable;

/**
 * One file of a set as the listing found it: a picture, or a container of pictures. Small and
 * serializable, because it travels to the reader in place of a status, so that opening the file
 * costs no request for one; sets hold a million of them, so folder and labels are shared.
 *
 * @param folder qualified path up to its last slash, without it
 * @param name the rest of the path
 * @param length in bytes
 * @param modificationTime in milliseconds since 1970, as the store counts
 * @param etag the store's version of the content, if its listing gives one
 * @param labels of the picture; of a container only the split can be known
 */
public record SourceFile(
    String folder,
    String name,
    long length,
    long modificationTime,
    @Nullable String etag,
    Labels labels)
    implements KnownPicture, Serializable {

  /** A file whose folder is not shared with others. */
  public static SourceFile of(
      String path, long length, long modificationTime, @Nullable String etag, Labels labels) {
    int slash = path.lastIndexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(path + " is not a qualified path");
    }
    return new SourceFile(
        path.substring(0, slash),
        path.substring(slash + 1),
        length,
        modificationTime,
        etag,
        labels);
  }

  /** What a listing answered about a file, without labels. */
  public static SourceFile of(FileStatus status) {
    return of(
        status.getPath().toString(),
        status.getLen(),
        status.getModificationTime(),
        etag(status),
        Labels.NONE);
  }

  /** The version that a status gives, if the store gives one. */
  public static @Nullable String etag(FileStatus status) {
    return status instanceof EtagSource source ? source.getEtag() : null;
  }

  /** Qualified path. */
  @Override
  public String path() {
    return folder + '/' + name;
  }

  /** The same file with labels. */
  public SourceFile with(Labels known) {
    return new SourceFile(folder, name, length, modificationTime, etag, known);
  }

  /**
   * Opens the file with what the listing told about it, so that the store is not asked for that.
   *
   * @param readPolicy one of {@code FS_OPTION_OPENFILE_READ_POLICY}'s values
   */
  public FSDataInputStream open(FileSystem fileSystem, String readPolicy) throws IOException {
    return FutureIO.awaitFuture(
        fileSystem
            .openFile(new Path(path()))
            .withFileStatus(status())
            .opt(OpenFileOptions.FS_OPTION_OPENFILE_READ_POLICY, readPolicy)
            .build());
  }

  /** What to give to {@code FileSystem.openFile(path).withFileStatus(...)}; knows the etag. */
  public FileStatus status() {
    return new ListedStatus(this);
  }
}
