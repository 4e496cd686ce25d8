package io.kindling.hadoop.load;

import io.kindling.hadoop.load.Holdings.Piece;
import java.util.BitSet;
import java.util.List;

/**
 * Blocks of a file, as far as a load job knows where they are. Its own batch alone changes it, but
 * for what its fetches find out.
 */
public final class LoadPiece {

  private final LoadFile file;
  private final Piece piece;
  private BitSet held = new BitSet();
  private boolean done;
  private volatile boolean refused;

  LoadPiece(LoadFile file, Piece piece) {
    this.file = file;
    this.piece = piece;
  }

  /** When owners were asked. */
  enum Asked {
    /** Before the job fetched anything of the piece. */
    BEFORE,
    AFTER,
    AT_THE_END
  }

  LoadFile file() {
    return file;
  }

  Piece piece() {
    return piece;
  }

  long bytes() {
    return piece.bytes(file.layout());
  }

  /**
   * Takes what the owners say.
   *
   * @return whether they hold all of it
   */
  boolean held(BitSet now, Asked asked) {
    long before = piece.bytes(held, file.layout());
    long after = piece.bytes(now, file.layout());
    if (after >= before) {
      file.progress().held(after - before, asked == Asked.BEFORE ? after : 0);
    } else {
      file.progress().lost(before - after);
    }
    held = (BitSet) now.clone();
    boolean all = held.cardinality() == piece.count();
    if (all && !done) {
      file.pieceDone();
    } else if (!all && done) {
      file.pieceUndone();
    }
    done = all;
    return all;
  }

  /** The numbers of blocks that are not held. */
  List<Integer> missing() {
    BitSet missing = new BitSet();
    missing.set(0, piece.count());
    missing.andNot(held);
    return missing.stream().mapToObj(bit -> piece.first() + bit).toList();
  }

  /** An owner had no room for a block, or its path's policy does not let it in. */
  void refused() {
    refused = true;
  }

  /** It is about to be fetched, perhaps not for the first time. */
  void begins() {
    refused = false;
  }

  @Override
  public String toString() {
    return "blocks %d to %d of %s".formatted(piece.first(), piece.end() - 1, file.known().path());
  }

  /** Whether its file has failed. */
  boolean isGivenUp() {
    return file.isFailed();
  }

  /** Whether it makes sense to wait for it. */
  boolean mayCome() {
    return !refused && !file.isFailed();
  }

  /** It was fetched and its owners do not hold it. */
  void notKept() {
    file.failed(
        "%d of %d blocks were not kept by their owners: %s"
            .formatted(
                missing().size(),
                piece.count(),
                refused
                    ? "no room could be made, or the policy of the path does not let them in"
                    : "they did not arrive in time, or replicas are not made yet"));
  }

  /** It was held and is not any more. */
  void left() {
    file.failed(
        "%d of %d blocks have left their owners since they were loaded: the cache is too small for"
                .formatted(missing().size(), piece.count())
            + " what was loaded, or somebody freed them");
  }
}
