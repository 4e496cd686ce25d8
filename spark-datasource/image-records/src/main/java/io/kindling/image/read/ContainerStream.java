package io.kindling.image.read;

import java.io.IOException;

/**
 * The records of a container from one of them on, read no further ahead than their caller allows.
 */
public interface ContainerStream extends RecordStream {

  /**
   * Waits until the first record is there, or known not to be. What is before it may have to be
   * read.
   *
   * @param goesOn called again and again meanwhile
   * @throws IOException when interrupted
   */
  void awaitFirst(Runnable goesOn) throws IOException;

  /**
   * Lets the stream read further ahead than until now.
   *
   * @param end number in the container of the first record that is not to be read
   */
  void readUpTo(long end);
}
