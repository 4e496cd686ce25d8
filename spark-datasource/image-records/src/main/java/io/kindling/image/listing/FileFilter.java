package io.kindling.image.listing;

import java.io.IOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.GlobFilter;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which files of the listed folders belong to a set, as Spark's file sources define it. An
 * immutable value; begin with {@link #everything}.
 */
public final class FileFilter {
  private final @Nullable GlobFilter name;
  private final long modifiedAfter;
  private final long modifiedBefore;
  private final Depth depth;

  /** Which folders are listed. */
  public enum Depth {
    /** The given ones and all below. */
    RECURSIVE,
    /** Only the given ones. */
    FLAT
  }

  private FileFilter(
      @Nullable GlobFilter name, long modifiedAfter, long modifiedBefore, Depth depth) {
    this.name = name;
    this.modifiedAfter = modifiedAfter;
    this.modifiedBefore = modifiedBefore;
    this.depth = depth;
  }

  /** All files at any depth. */
  public static FileFilter everything() {
    return new FileFilter(null, Long.MIN_VALUE, Long.MAX_VALUE, Depth.RECURSIVE);
  }

  /**
   * Only files whose name, without the folder, matches.
   *
   * @param glob as Hadoop reads it, {@code *.JPEG}
   * @throws IllegalArgumentException when it is no pattern
   */
  public FileFilter named(String glob) {
    try {
      return new FileFilter(new GlobFilter(glob), modifiedAfter, modifiedBefore, depth);
    } catch (IOException noPattern) {
      throw new IllegalArgumentException(
          "pathGlobFilter " + glob + " is no pattern: " + noPattern.getMessage(), noPattern);
    }
  }

  /** Only files modified later than this, in milliseconds since 1970. */
  public FileFilter modifiedAfter(long millis) {
    return new FileFilter(name, millis, modifiedBefore, depth);
  }

  /** Only files modified earlier than this, in milliseconds since 1970. */
  public FileFilter modifiedBefore(long millis) {
    return new FileFilter(name, modifiedAfter, millis, depth);
  }

  public FileFilter within(Depth changed) {
    return new FileFilter(name, modifiedAfter, modifiedBefore, changed);
  }

  boolean isRecursive() {
    return depth == Depth.RECURSIVE;
  }

  boolean accepts(FileStatus file) {
    Path path = file.getPath();
    long modified = file.getModificationTime();
    return !isHidden(path.getName())
        && (modifiedAfter == Long.MIN_VALUE || modified > modifiedAfter)
        && (modifiedBefore == Long.MAX_VALUE || modified < modifiedBefore)
        && (name == null || name.accept(path));
  }

  /** Names that begin with a dot or an underscore, as everywhere in Hadoop. */
  static boolean isHidden(String name) {
    return name.startsWith(".") || name.startsWith("_");
  }
}
