package io.kindling.bigdl.dataset;

import java.io.Serializable;
import java.time.Duration;

/**
 * What loading a data set took.
 *
 * @param known packs that were not opened, because an earlier trial has counted their pictures
 * @param here packs that the executor that trains from them had already
 * @param peer packs that came from another one
 * @param made packs that had to be made
 * @param bytes of all packs
 * @param pictures to be trained
 * @param dropped records without a picture
 * @param decoded pictures that went through a decoder
 * @param decodeNanos time that they took there, added over all threads
 */
public record LoadCounts(
    int known,
    int here,
    int peer,
    int made,
    long bytes,
    long pictures,
    long dropped,
    long decoded,
    long decodeNanos)
    implements Serializable {

  static final LoadCounts NONE = new LoadCounts(0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Of packs that were not opened. */
  static LoadCounts known(int packs, long bytes, long pictures, long dropped) {
    return new LoadCounts(packs, 0, 0, 0, bytes, pictures, dropped, 0, 0);
  }

  LoadCounts plus(LoadCounts other) {
    return new LoadCounts(
        known + other.known,
        here + other.here,
        peer + other.peer,
        made + other.made,
        bytes + other.bytes,
        pictures + other.pictures,
        dropped + other.dropped,
        decoded + other.decoded,
        decodeNanos + other.decodeNanos);
  }

  /** Packs in all. */
  public int packs() {
    return known + here + peer + made;
  }

  /** Time in decoders, added over all threads. */
  public Duration decoding() {
    return Duration.ofNanos(decodeNanos);
  }
}
