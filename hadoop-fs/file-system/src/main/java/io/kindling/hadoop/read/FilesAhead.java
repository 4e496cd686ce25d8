package io.kindling.hadoop.read;

import io.kindling.cache.client.BackgroundFetches;
import io.kindling.cache.client.CachedFile;
import io.kindling.hadoop.status.KnownFile;
import io.kindling.hadoop.status.ListingOrder;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the first blocks of files to their owners before a program opens them, when it opens files
 * in the order of their listing and finds them missing in the cache. Any thread.
 *
 * @param most files ahead of a program; 0 for none
 * @param startBlocks blocks to have of the next file when a program comes to the end of one
 * @param settleMillis files that changed a shorter time before they were listed are not brought
 */
record FilesAhead(BlockBringer bringer, int most, int startBlocks, long settleMillis) {

  private static final Logger LOG = LoggerFactory.getLogger(FilesAhead.class);

  /** A file is being opened; answers whether it was expected, because those before it missed. */
  boolean opened(KnownFile file) {
    boolean expected = file.takeBrought();
    if (expected) {
      follow(file, true);
    }
    return expected;
  }

  /** The first bytes of a file had to be fetched. */
  void missed(KnownFile file) {
    follow(file, false);
  }

  /** Whether who reads the listing of a file reads its files from start to end. */
  boolean isReadThroughout(KnownFile file) {
    ListingOrder order = file.order();
    return order != null && order.isReadThroughout();
  }

  /**
   * The last bytes of a file are on their way to who reads it: what follows the first block of the
   * next file is fetched meanwhile, so that the store is not idle between two files.
   */
  void ending(KnownFile file) {
    ListingOrder order = file.order();
    KnownFile next = order == null || most == 0 ? null : order.following(file.place());
    if (next != null && next.isSettled(settleMillis)) {
      int blocks = Math.min(startBlocks, bringer.cache().layout().blocks(next.version().length()));
      for (int block = 1; block < blocks; block++) {
        int each = block;
        boolean ignored = BackgroundFetches.start(() -> bring(next, each, order));
      }
    }
  }

  /** A file has been read, all of it in order or not. */
  void closed(KnownFile file, boolean readThroughout) {
    ListingOrder order = file.order();
    if (order != null && most > 0) {
      order.closed(readThroughout);
    }
  }

  private void follow(KnownFile file, boolean wasBrought) {
    ListingOrder order = file.order();
    if (order == null || most == 0) {
      return;
    }
    List<KnownFile> next = order.opened(file.place(), wasBrought, most);
    for (KnownFile each : next) {
      if (each.isSettled(settleMillis)) {
        each.broughtAhead();
        boolean ignored = BackgroundFetches.start(() -> bring(each, 0, order));
      }
    }
  }

  /** Brings a block; the first one of a file also tells whether the files are cached already. */
  private void bring(KnownFile file, int block, ListingOrder order) {
    try {
      CachedFile.Brought brought = bringer.bring(file, block, under -> under);
      if (brought == CachedFile.Brought.NOT_KEPT) {
        order.turnOff();
      } else if (block == 0 && brought == CachedFile.Brought.WAS_THERE) {
        order.wasThere();
      } else if (block == 0) {
        order.wasBrought();
      }
    } catch (IOException | RuntimeException failed) {
      // Whoever opens the file sees what is wrong with it.
      LOG.debug("block {} of {} was not brought ahead", block, file.path(), failed);
    }
  }
}
