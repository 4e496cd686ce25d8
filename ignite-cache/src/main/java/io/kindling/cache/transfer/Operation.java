package io.kindling.cache.transfer;

/**
 * Codes of requests to a storage node, and of the answers. Part of the protocol. A seed registry
 * answers {@link #TABLE} as well.
 */
public final class Operation {

  /**
   * epoch, file, version, position, count, proof: answered by DATA, LEASED, PROOF_WANTED, BUSY,
   * MOVED.
   */
  static final int READ = 1;

  /**
   * token, block, length, offset and count and checksum of the piece, URI, then the bytes: answered
   * by DONE or REFUSED.
   */
  static final int PUT = 2;

  /** token: answered by DONE. */
  static final int PROGRESS = 3;

  /** token: answered by DONE. */
  static final int ABANDON = 4;

  /** Answered by MOVED, that is by the owner table. */
  public static final int TABLE = 5;

  /** Answered by DONE and the counters. */
  static final int COUNTERS = 6;

  /** block that came damaged to the reader: answered by DONE when the owner has looked at it. */
  static final int INSPECT = 7;

  /** epoch, pack, proof: answered as READ, and by ALONE. */
  static final int READ_PACK = 8;

  /**
   * token, pack, URI, length of the file, length of the pack, checksum of each block, then the
   * bytes: answered by DONE or REFUSED.
   */
  static final int PUT_PACK = 9;

  /** pack, checksum of its first block: answered by DONE. */
  static final int DISCARD_PACK = 10;

  /** version, position, count, proof: answered by DATA or MISSING. */
  static final int READ_REPLICA = 20;

  /**
   * 0 to ask, 1 when it was taken, 2 when it cannot be (byte): answered by DONE and, to the first,
   * the name of a file beside the node's socket, or by MISSING when there is none.
   */
  static final int SHARE = 35;

  /** version, first block, count: answered by DONE and bits in longs. */
  static final int HOLDS = 37;

  /**
   * count of nodes that hold the group (short), first block, count of blocks, and for each its
   * count of bytes, whether that is the whole block (byte), and its checksum; then the bytes.
   */
  static final int DATA = 11;

  /** As DATA; the bytes lie in what {@link #SHARE} has arranged. */
  static final int SHARED_DATA = 36;

  /** token, first block, count of blocks. */
  static final int LEASED = 12;

  static final int PROOF_WANTED = 13;
  static final int BUSY = 14;

  /** The owner table. */
  public static final int MOVED = 15;

  static final int DONE = 16;

  /** The reason, as text. */
  static final int REFUSED = 17;

  /** The owner will not keep the pack now. */
  static final int ALONE = 18;

  /** The owner is to be asked. */
  static final int MISSING = 19;

  /**
   * URI, freshness in ms, most bytes of a file whose content is wanted as well, proof: answered by
   * KNOWN or UNKNOWN. After a KNOWN that says so, DATA follows.
   */
  static final int STATUS = 21;

  /** incarnation, time of asking, status: answered by UNKNOWN, which brings the clock. */
  static final int PUBLISH = 22;

  /** count of URIs, URIs: answered by UNKNOWN. */
  static final int FORGET = 23;

  /**
   * incarnation, time of asking, folder, listing, number of the page, whether it is the last
   * (byte), page: answered by UNKNOWN.
   */
  static final int PUBLISH_PAGE = 24;

  /** folder, number of the page, listing, freshness in ms: answered by LISTED or UNKNOWN. */
  static final int LIST = 25;

  /** URI of a folder below which nothing is what it was: answered by UNKNOWN. */
  static final int FORGET_TREE = 26;

  /** incarnation, time of asking, statuses in the form of a page: answered by UNKNOWN. */
  static final int PUBLISH_LISTED = 27;

  /** URI whose status the under store did not tell: answered by UNKNOWN. */
  static final int GIVE_UP = 28;

  /** watcher, number of the last change heard, patience in ms: answered by CHANGED. */
  static final int WATCH = 29;

  /**
   * incarnation, clock, age in ms, whether to refresh (byte), whether DATA follows (byte), blocks
   * held as longs with their count, status.
   */
  static final int KNOWN = 31;

  /** incarnation, clock. */
  static final int UNKNOWN = 32;

  /** incarnation, clock, listing, age in ms, whether the page is the last (byte), page. */
  static final int LISTED = 33;

  /**
   * incarnation, clock, number of the last change told, whether to forget everything (byte), count,
   * and for each change whether it is a tree (byte) and its URI.
   */
  static final int CHANGED = 34;

  private Operation() {}
}
