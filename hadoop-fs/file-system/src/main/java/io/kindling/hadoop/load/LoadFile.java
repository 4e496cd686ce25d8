package io.kindling.hadoop.load;

import io.kindling.cache.block.BlockLayout;
import io.kindling.hadoop.load.Holdings.Piece;
import io.kindling.hadoop.status.KnownFile;
import java.util.ArrayList;
import java.util.List;

/** A file of a load job. It is done when all its pieces are, and fails once. Any thread. */
final class LoadFile {

  private final KnownFile known;
  private final BlockLayout layout;
  private final LoadProgress progress;

  /** Of those that {@link #pieces} made; 1 before it did. */
  private int piecesLeft = 1;

  private boolean failed;

  LoadFile(KnownFile known, BlockLayout layout, LoadProgress progress) {
    this.known = known;
    this.layout = layout;
    this.progress = progress;
    progress.found(known.version().length());
  }

  KnownFile known() {
    return known;
  }

  BlockLayout layout() {
    return layout;
  }

  LoadProgress progress() {
    return progress;
  }

  /** The file in pieces of at most so many bytes; none for an empty file, which is done. */
  List<LoadPiece> pieces(long most) {
    List<LoadPiece> pieces = new ArrayList<>();
    int blocks = layout.blocks(known.version().length());
    int step = (int) Math.max(1, most / layout.blockSize());
    for (int first = 0; first < blocks; first += step) {
      Piece piece = new Piece(known.version(), first, Math.min(blocks, first + step));
      pieces.add(new LoadPiece(this, piece));
    }
    synchronized (this) {
      piecesLeft = pieces.size();
      if (pieces.isEmpty()) {
        progress.fileDone();
      }
    }
    return pieces;
  }

  synchronized void pieceDone() {
    piecesLeft--;
    if (piecesLeft == 0 && !failed) {
      progress.fileDone();
    }
  }

  synchronized void pieceUndone() {
    if (piecesLeft == 0 && !failed) {
      progress.fileUndone();
    }
    piecesLeft++;
  }

  /** The file is not loaded; the first reason counts. */
  synchronized void failed(String reason) {
    if (!failed) {
      failed = true;
      if (piecesLeft == 0 && layout.blocks(known.version().length()) > 0) {
        progress.fileUndone();
      }
      progress.failed(known.path().toString(), reason);
    }
  }

  synchronized boolean isFailed() {
    return failed;
  }
}
