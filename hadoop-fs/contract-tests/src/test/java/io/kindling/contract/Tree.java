package io.kindling.contract;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A folder of a file system that operations work on.
 *
 * @param fileSystem as whoever works sees it
 * @param folder qualified
 */
record Tree(FileSystem fileSystem, Path folder) {

  /** A folder below a root, by its absolute path in the store. */
  static Tree at(FileSystem fileSystem, URI root, String path) {
    return new Tree(fileSystem, new Path(new Path(root), "." + path));
  }

  /** The same, made anew. */
  static Tree make(FileSystem fileSystem, URI root, String path) throws IOException {
    Tree tree = at(fileSystem, root, path);
    tree.remove();
    fileSystem.mkdirs(tree.folder());
    return tree;
  }

  String seen(StoreOperation operation) {
    return operation.seenOn(fileSystem, folder);
  }

  void remove() throws IOException {
    fileSystem.delete(folder, true);
  }
}
