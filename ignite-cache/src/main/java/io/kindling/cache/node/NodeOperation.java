package io.kindling.cache.node;

/** Codes of what storage nodes ask each other. Part of the protocol, beside those of transfer. */
final class NodeOperation {

  /** block: answered by HELD or MISSING. */
  static final int TAKE = 51;

  /**
   * role (byte), what {@code MovedBlock} tells: answered by WANTED, HAD, or MISSING when there is
   * no room.
   */
  static final int OFFER = 52;

  /** Nothing but the bytes of the block that was offered: answered by WANTED or MISSING. */
  static final int GIVE = 53;

  /**
   * digest, count, settings to merge: answered by WANTED with count and settings, none when the
   * digest is that of the node's settings. With digest 0 and no settings: how clients read them.
   */
  static final int SETTINGS = 54;

  /** key, kind, value: the node writes the setting; answered by WANTED or REFUSED. */
  static final int WRITE_SETTING = 55;

  /** groups (version, number) that are wanted still: answered by WANTED and a double for each. */
  static final int RATES = 57;

  /** groups that are not wanted any more: answered by WANTED. */
  static final int RELEASE = 58;

  /** Answered by WANTED and a {@link NodeReport}. */
  static final int REPORT = 71;

  /** whether pinned blocks stay (byte), path: answered by WANTED and what was dropped. */
  static final int FREE = 72;

  /** path: answered by WANTED and what is held of it, by what is in its folder. */
  static final int HELD_BELOW = 73;

  /** runs of blocks: answered by WANTED and, for each, words of bits. */
  static final int HELD_BLOCKS = 74;

  /** Answered by WANTED and what left the tiers lately. */
  static final int DEPARTURES = 75;

  /** Answered by WANTED and how long each other node took to give a sign. */
  static final int PING_PEERS = 76;

  /** counters since the last time, of a JVM that is no storage node: answered by WANTED. */
  static final int CLIENT_COUNTERS = 81;

  /** how many: answered by WANTED and the folders that are read most. */
  static final int HOT_FOLDERS = 82;

  /**
   * name of the work, request: answered by any number of WORKING, each with a sign, then by WANTED
   * and the work's own answer, or by REFUSED, FAILED or NO_PATH.
   */
  static final int WORK = 77;

  /** What {@code MovedBlock} tells, then the bytes. */
  static final int HELD = 61;

  /** The block is not here, or is not wanted. */
  static final int MISSING = 62;

  /** Yes, and what was asked for. */
  static final int WANTED = 63;

  /** The block that was offered is here. */
  static final int HAD = 65;

  /** The reason, as text. */
  static final int REFUSED = 64;

  /** Work is under way. */
  static final int WORKING = 66;

  /** Work that was begun and could not be done; the reason, as text. */
  static final int FAILED = 67;

  /** Work on a path where there is nothing; the reason, as text. */
  static final int NO_PATH = 68;

  private NodeOperation() {}
}
