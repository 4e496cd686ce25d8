package io.kindling.cache.pack;

import java.nio.ByteBuffer;

/** Takes the records of a pack, one after the other, from one thread at a time. */
public interface PackWriter {

  /**
   * The room of the next record, to be filled in place: its position is 0, its limit the record's
   * length, and what is not written is zero. The same room until {@link #add}.
   *
   * @throws IllegalStateException when the pack is full
   */
  ByteBuffer record();

  /** The room for what the loader keeps about the next record, as {@link #record} has it. */
  ByteBuffer details();

  /**
   * Completes the next record.
   *
   * @param source number of its source in the key
   * @param recordInSource its number there
   * @param label a float or an int, both of which a double holds exactly
   */
  void add(int source, long recordInSource, double label);

  /** Records added so far. */
  int added();

  /** Most records that the pack takes. */
  int most();

  /**
   * Tells that the making goes on, as every added record does. A maker that tells nothing for
   * {@code fs.cache.lease.timeout} may see another one make the same pack.
   */
  void goesOn();
}
