package io.kindling.cache.node;

import java.io.IOException;

/**
 * Work that a storage node does for operators with what its JVM has besides the cache, such as a
 * Hadoop file system. Whoever starts the node offers it, see {@link KindlingProcess#offer}. Any
 * thread.
 */
public interface NodeWork {

  /** By which operators ask for it. */
  String name();

  /**
   * Does a piece of work.
   *
   * @param request as the operator sent it
   * @param signs tells the operator now and then, at least every few seconds, how far it is
   * @return what the operator is answered
   * @throws IllegalArgumentException what is wrong with the request, which the operator is told:
   *     the work is refused
   * @throws java.io.FileNotFoundException what is not there, which the operator is told as such
   * @throws IOException why it could not be done, which the operator is told; or what {@code signs}
   *     threw
   */
  byte[] run(byte[] request, Signs signs) throws IOException;

  /** Takes signs of life of work that takes its time. */
  @FunctionalInterface
  interface Signs {
    /**
     * Tells how far the work is.
     *
     * @throws IOException when nobody waits for it any more: it should end
     */
    void give(byte[] sign) throws IOException;
  }
}
