package io.kindling.hadoop.write;

/** Follows what is written to one file. Called by the thread that writes; throws nothing. */
@FunctionalInterface
public interface WriteWatcher {

  /** The under store took these bytes; the array may be reused after the call. */
  default void written(byte[] bytes, int offset, int count) {}

  /** What others see of the file may have changed, or writing it has failed. */
  void changed();

  /** The under store has the whole file. */
  default void complete() {
    changed();
  }

  /** The file was given up, or the under store did not take it. */
  default void failed() {
    changed();
  }
}
