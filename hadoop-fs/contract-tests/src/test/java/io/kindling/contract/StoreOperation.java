package io.kindling.contract;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * One thing that a program does with a file system.
 *
 * @param text what it is, for messages
 * @param action does it
 */
record StoreOperation(String text, Action action) {

  /** What is done below a folder. */
  interface Action {
    /** Answers all that a caller can see, as text, with paths relative to the folder. */
    String on(FileSystem fileSystem, Path folder) throws IOException;
  }

  /** What a caller sees: the answer, or the kind of the error. */
  String seenOn(FileSystem fileSystem, Path folder) {
    try {
      return action.on(fileSystem, folder);
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException failed) {
      return failed.getClass().getName();
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
