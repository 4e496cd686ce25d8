package io.kindling.bigdl.dataset;

import io.kindling.cache.pack.Pack;
import io.kindling.image.samples.SampleCounts;
import io.kindling.image.samples.SamplePack;
import java.io.Serializable;
import java.time.Duration;

/**
 * What loading a data set took. While its samples are made by the first epoch only the records that
 * it is told to have are known, as pictures; all else is counted when that epoch is over.
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

  /**
   * Of a pack that was opened.
   *
   * @param trained pictures of it that are trained
   */
  static LoadCounts of(SamplePack pack, int trained) {
    int without = 0;
    for (int record = 0; record < pack.records(); record++) {
      without += pack.isPicture(record) ? 0 : 1;
    }
    Pack.Found found = pack.found();
    return new LoadCounts(
        0,
        found == Pack.Found.HERE ? 1 : 0,
        found == Pack.Found.PEER ? 1 : 0,
        found == Pack.Found.MADE ? 1 : 0,
        pack.length(),
        trained,
        without,
        0,
        0);
  }

  /** Of what was decoded. */
  static LoadCounts making(SampleCounts making) {
    return new LoadCounts(0, 0, 0, 0, 0, 0, 0, making.decoded(), making.decodeNanos());
  }

  /** Of records that headers tell. */
  static LoadCounts told(long records) {
    return new LoadCounts(0, 0, 0, 0, 0, records, 0, 0, 0);
  }

  /** The same packs, of which some were found only because they had been made before. */
  LoadCounts withMade(LoadCounts before) {
    int fromHere = Math.min(here, before.made);
    int fromPeer = Math.min(peer, before.made - fromHere);
    return new LoadCounts(
        known,
        here - fromHere,
        peer - fromPeer,
        made + fromHere + fromPeer,
        bytes,
        pictures,
        dropped,
        decoded + before.decoded,
        decodeNanos + before.decodeNanos);
  }

  /** Of records that headers tell, some of whose packs are made already. */
  LoadCounts withMaking(LoadCounts until) {
    return new LoadCounts(
        0,
        0,
        0,
        until.made,
        until.bytes,
        pictures,
        until.dropped,
        until.decoded,
        until.decodeNanos);
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
