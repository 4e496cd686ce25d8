package io.kindling.cache.pack;

/**
 * Where things are in a pack: header, checksums of the blocks after the first, index, records.
 *
 * <p>Records that are not longer than a block never cross from one block into the next, because
 * blocks lie in different places of memory; what is left at the end of a block stays empty. Longer
 * ones follow each other whatever the blocks are.
 *
 * @param mostBlocks blocks of a full pack
 * @param entryLength bytes of a record's entry in the index
 * @param payload where the first record starts, if it starts in the first block
 * @param stride bytes from one record to the next within a block
 * @param inFirst records of the first block
 * @param inOther records of each other block; 0 when records are longer than blocks
 */
record PackLayout(
    PackShape shape,
    int blockSize,
    int mostBlocks,
    int entryLength,
    long payload,
    int stride,
    int inFirst,
    int inOther) {

  static final int HEADER = 64;

  /** Label, number of the record in its source, number of the source. */
  static final int ENTRY = 20;

  /** A line of the processor's cache, and more than any vector instruction asks for. */
  private static final int ALIGNMENT = 64;

  static PackLayout of(PackShape shape, int blockSize) {
    int entry = (int) align(ENTRY + shape.detailLength(), Long.BYTES);
    long index = (long) entry * shape.records();
    long stride = align(shape.recordLength(), ALIGNMENT);
    int other = (int) (blockSize / stride);
    long blocks = 1;
    while (true) {
      long payload = align(HEADER + checksums(blocks) + index, ALIGNMENT);
      int first = (int) Math.max(0, (blockSize - payload) / stride);
      long needed =
          other > 0
              ? 1 + divideUp(Math.max(0, shape.records() - first), other)
              : divideUp(payload + stride * shape.records(), blockSize);
      if (needed <= blocks) {
        return new PackLayout(
            shape,
            blockSize,
            (int) Math.min(blocks, Integer.MAX_VALUE),
            entry,
            payload,
            (int) Math.min(stride, Integer.MAX_VALUE),
            first,
            other);
      }
      blocks = needed;
    }
  }

  private static long checksums(long blocks) {
    return align((blocks - 1) * Integer.BYTES, Long.BYTES);
  }

  private static long align(long value, int to) {
    return (value + to - 1) / to * to;
  }

  private static long divideUp(long value, long by) {
    return (value + by - 1) / by;
  }

  /** Whether all that leads to the records has room in the first block, and a buffer holds it. */
  boolean isPossible() {
    return payload <= blockSize && mostBytes() <= 1 << 30;
  }

  /** Bytes of a full pack. */
  long mostBytes() {
    return bytes(shape.records());
  }

  /** Bytes of a pack with so many records. */
  long bytes(int records) {
    return records == 0 ? payload : record(records - 1) + shape.recordLength();
  }

  /** Blocks of a pack of so many bytes. */
  int blocks(long bytes) {
    return (int) divideUp(bytes, blockSize);
  }

  /** Where a record starts. */
  long record(int number) {
    if (inOther == 0) {
      return payload + (long) stride * number;
    }
    if (number < inFirst) {
      return payload + (long) stride * number;
    }
    int after = number - inFirst;
    return (long) blockSize * (1 + after / inOther) + (long) stride * (after % inOther);
  }

  /** Where the entry of a record starts. */
  int entry(int number) {
    return (int) (HEADER + checksums(mostBlocks) + (long) entryLength * number);
  }
}
