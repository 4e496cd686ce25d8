package io.kindling.hadoop.mount;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A call of an under store for one of its paths.
 *
 * @param <T> the answer
 */
@FunctionalInterface
public interface StoreCall<T> {

  T on(FileSystem store, Path under) throws IOException;

  /** A call that answers nothing. */
  @FunctionalInterface
  public interface Action {
    void on(FileSystem store, Path under) throws IOException;
  }
}
