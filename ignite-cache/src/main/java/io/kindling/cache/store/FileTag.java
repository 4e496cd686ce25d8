package io.kindling.cache.store;

import com.github.benmanes.caffeine.cache.Interner;
import io.kindling.cache.block.BlockOrigin;

/**
 * What a held block remembers of its file's path: the folder, which many blocks share, and a hash
 * of the whole. A million small files keep a million numbers so, not a million texts; and a setting
 * of a folder or of a single file still finds the blocks that are held already.
 *
 * @param folder URI of the folder with its closing slash, one object for all blocks below it; empty
 *     when the file is not known
 * @param fileHash hash of the whole URI
 */
record FileTag(String folder, int fileHash) {

  static final FileTag UNKNOWN = new FileTag("", 0);

  /** A journal's record takes no longer text. */
  private static final int LONGEST = 16 << 10;

  private static final Interner<String> FOLDERS = Interner.newWeakInterner();

  /** The tag of a file. */
  static FileTag of(BlockOrigin origin) {
    String uri = origin.uri();
    return uri.isEmpty() || uri.length() > LONGEST
        ? UNKNOWN
        : of(uri.substring(0, uri.lastIndexOf('/') + 1), hash(uri));
  }

  /** A tag with the folder's shared object. */
  static FileTag of(String folder, int fileHash) {
    return folder.isEmpty() ? UNKNOWN : new FileTag(FOLDERS.intern(folder), fileHash);
  }

  /** The hash of a whole URI. */
  static int hash(String uri) {
    return uri.hashCode();
  }
}
