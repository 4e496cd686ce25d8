package io.kindling.cache.store;

import static io.kindling.cache.store.PageAllocator.PAGE_SIZE;

import io.kindling.cache.block.BlockId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One block's place in the segments and the count of those who hold it.
 *
 * <p>The count is 1 for the index that holds the block (or the writer that fills it) plus 1 for
 * each open handle. Who brings it to 0 frees the pages; from 0 it never rises again, so nobody can
 * get hold of pages that are being freed.
 *
 * <p>All else is fixed before the block is published.
 */
final class PagedBlock {

  private static final VarHandle HOLDERS;

  static {
    try {
      HOLDERS = MethodHandles.lookup().findVarHandle(PagedBlock.class, "holders", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  final BlockId id;
  final int length;

  /** First page of the first run. */
  private final int firstPage;

  /** First page and length of each run, in turn; null for the common case of one run. */
  private final int @Nullable [] runs;

  /** CRC-32C of the bytes. */
  int checksum;

  /** {@link FileTag#folder} of the file. */
  final String folder;

  /** {@link FileTag#fileHash} of the file. */
  final int fileHash;

  /** When the block was first stored, in seconds of the epoch. */
  int storedAt;

  /** The bytes were compared with {@link #checksum} since this process began. */
  volatile boolean verified;

  /** The block was removed by name, so no other tier may bring it back. */
  volatile boolean dropped;

  /** Nobody was expected to need the block any more when this was set, by {@link BlockIndex}. */
  volatile boolean expendable;

  /**
   * Bytes of a block on disk that were read since {@link #readSince}, at most its length. Readers
   * at the same moment may lose some of each other's.
   */
  volatile int readBytes;

  /** {@link DiskTier#bytesRead} before the first of them. */
  volatile long readSince;

  /** The block's number in {@link SlotTable}, while the index holds it. */
  int slot;

  @SuppressWarnings("unused") // by HOLDERS
  private volatile int holders = 1;

  PagedBlock(BlockId id, int length, int[] runs, FileTag tag) {
    this.id = id;
    this.folder = tag.folder();
    this.fileHash = tag.fileHash();
    this.length = length;
    this.firstPage = runs[0];
    this.runs = runs.length == 2 ? null : runs;
  }

  /** Address of the byte at {@code offset} of the block, as {@link Segments} counts them. */
  long address(int offset) {
    if (runs == null) {
      return (long) firstPage * PAGE_SIZE + offset;
    }
    int left = offset;
    int run = 0;
    while (left >= runs[run + 1] * PAGE_SIZE) {
      left -= runs[run + 1] * PAGE_SIZE;
      run += 2;
    }
    return (long) runs[run] * PAGE_SIZE + left;
  }

  /** Bytes of the block from {@code offset} to the end of its run. */
  int contiguous(int offset) {
    if (runs == null) {
      return length - offset;
    }
    int end = 0;
    int run = 0;
    while (end <= offset) {
      end += runs[run + 1] * PAGE_SIZE;
      run += 2;
    }
    return Math.min(end, length) - offset;
  }

  /** The file, as far as settings of paths need it. */
  FileTag tag() {
    return new FileTag(folder, fileHash);
  }

  /** Pages held. */
  int pages() {
    return PageAllocator.pagesFor(length);
  }

  /** First page and length of each run, in turn. */
  int[] runs() {
    return runs == null ? new int[] {firstPage, pages()} : runs;
  }

  /** Counts one holder more, unless the block is gone. */
  boolean retain() {
    int seen = holders;
    while (seen > 0) {
      int witness = (int) HOLDERS.compareAndExchange(this, seen, seen + 1);
      if (witness == seen) {
        return true;
      }
      seen = witness;
    }
    return false;
  }

  /** Counts one holder less; true when it was the last one. */
  boolean release() {
    int before = (int) HOLDERS.getAndAdd(this, -1);
    if (before < 1) {
      throw new IllegalStateException("block " + id + " was released more often than held");
    }
    return before == 1;
  }

  /** Takes the block from its only holder, the index; false while a handle is open. */
  boolean retire() {
    return HOLDERS.compareAndSet(this, 1, 0);
  }

  /** Those who hold the block now. */
  int holders() {
    return holders;
  }
}
