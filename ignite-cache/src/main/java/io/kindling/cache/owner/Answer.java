package io.kindling.cache.owner;

import io.kindling.cache.pack.PackBytes;

/** What an owner says to a read. */
public sealed interface Answer {

  /**
   * The first {@code count} bytes of the range were copied to the target; above 0.
   *
   * @param replicas how many nodes hold the group, the best ranked ones, as far as the owner knows
   */
  record Data(int count, int replicas) implements Answer {

    /** From an owner that needs no help. */
    Data(int count) {
      this(count, 1);
    }
  }

  /**
   * The first bytes of the range have come, while the rest of their block is still being fetched.
   * Given by {@link LocalBlocks#find} only, to be closed by its caller.
   */
  record Arriving(ArrivingBytes bytes) implements Answer {}

  /** The reader may and should fetch these blocks; the first of them is the first of the range. */
  record Leased(Lease lease) implements Answer {}

  /** The reader must show that it may read this version. */
  record ProofWanted() implements Answer {
    static final ProofWanted ANSWER = new ProofWanted();
  }

  /** All that is held of a pack. Given to its reader only, to be closed by it. */
  record Held(PackBytes bytes) implements Answer {}

  /** The owner will not keep it now: the reader should make it for itself. */
  record Alone() implements Answer {
    static final Alone ANSWER = new Alone();
  }

  /** Another reader is fetching and makes progress: ask again. */
  record Busy() implements Answer {
    static final Busy ANSWER = new Busy();
  }

  /** This node does not hold the group, or does not know that the reader may have it. */
  record Missing() implements Answer {
    static final Missing ANSWER = new Missing();
  }

  /** The owner table has changed and was taken over: find the owner anew. */
  record Moved() implements Answer {}

  /** The answer that asks for proof. */
  static Answer proofWanted() {
    return ProofWanted.ANSWER;
  }

  /** The answer that leaves the reader alone. */
  static Answer alone() {
    return Alone.ANSWER;
  }

  /** The answer that sends to the owner. */
  static Answer missing() {
    return Missing.ANSWER;
  }

  /** The answer that asks for patience. */
  static Answer busy() {
    return Busy.ANSWER;
  }
}
