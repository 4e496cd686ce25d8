package io.kindling.cache.block;

/**
 * A run of blocks of one file that have one owner.
 *
 * @param file the file's path identity
 * @param index number of the group in its file, from 0
 */
public record GroupId(FileKey file, int index) {

  public GroupId {
    if (index < 0) {
      throw new IllegalArgumentException("negative group index " + index);
    }
  }
}
