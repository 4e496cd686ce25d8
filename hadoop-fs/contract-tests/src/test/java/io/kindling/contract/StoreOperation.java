package io.kindling.contract;

import java.io.IOException;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * One thing that a program does with a file system.
 *
 * @param text what it is, for messages
 * @param action does it
 */
record StoreOperation(String text, Action action) {

  /** How a server that fails by itself, or closes the connection then, is told. */
  private static final Set<String> SERVER_ERRORS =
      Set.of(
          "java.net.SocketException",
          "org.apache.hadoop.fs.s3a.AWSStatus500Exception",
          "org.apache.hadoop.fs.s3a.AWSClientIOException");

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
      String kind = failed.getClass().getName();
      return SERVER_ERRORS.contains(kind) ? "error of the server" : kind;
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
