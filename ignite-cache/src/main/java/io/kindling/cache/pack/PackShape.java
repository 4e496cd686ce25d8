package io.kindling.cache.pack;

/**
 * What the records of a pack look like.
 *
 * @param recordLength bytes of a record, above 0
 * @param detailLength bytes that the index keeps for each record beside label and source, as the
 *     loader needs them; at most {@link #MOST_DETAILS}
 * @param records most records; a pack may hold fewer
 */
public record PackShape(int recordLength, int detailLength, int records) {

  /** Most bytes that the index keeps for a record on behalf of the loader. */
  public static final int MOST_DETAILS = 4096;

  /** Bytes of a pack that are worth a request each, and few enough for eviction to be fine. */
  public static final int USUAL_BYTES = 16 << 20;

  public PackShape {
    if (recordLength < 1 || records < 1) {
      throw new IllegalArgumentException(
          "a pack of %d records of %d bytes".formatted(records, recordLength));
    }
    if (detailLength < 0 || detailLength > MOST_DETAILS) {
      throw new IllegalArgumentException(
          "%d bytes of details for a record: 0 to %d are possible"
              .formatted(detailLength, MOST_DETAILS));
    }
  }

  /** As many records as fit into so many bytes, index and gaps included, at least one. */
  public static PackShape within(int bytes, int recordLength, int detailLength, int blockSize) {
    int fitting = 1;
    int tooMany = Math.max(2, bytes / recordLength + 2);
    while (tooMany - fitting > 1) {
      int middle = (fitting + tooMany) >>> 1;
      PackLayout layout =
          PackLayout.of(new PackShape(recordLength, detailLength, middle), blockSize);
      if (layout.isPossible() && layout.mostBytes() <= bytes) {
        fitting = middle;
      } else {
        tooMany = middle;
      }
    }
    return new PackShape(recordLength, detailLength, fitting);
  }
}
