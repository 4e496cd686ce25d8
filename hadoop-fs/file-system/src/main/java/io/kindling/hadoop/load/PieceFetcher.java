package io.kindling.hadoop.load;

import java.io.IOException;
import java.util.List;

/** Brings what is missing of pieces to its owners. Any thread. */
public interface PieceFetcher extends AutoCloseable {

  /**
   * Returns when what could be fetched was. Pieces and their files are told what could not.
   *
   * @throws IOException when nothing can be fetched at all
   */
  void fetch(List<LoadPiece> pieces) throws IOException, InterruptedException;

  /** Ends all that is under way, soon. */
  void cancel();

  @Override
  void close();
}
