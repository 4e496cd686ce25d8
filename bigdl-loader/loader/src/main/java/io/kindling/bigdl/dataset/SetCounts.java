package io.kindling.bigdl.dataset;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * How many pictures are trained of each pack of each split, and what finding that out took.
 *
 * @param splits of each split, of each of its packs, the pictures
 */
record SetCounts(List<List<Integer>> splits, LoadCounts counts) {

  SetCounts {
    splits = splits.stream().map(List::copyOf).toList();
  }

  /** As bytes, without what it took. */
  ByteBuffer write() {
    long numbers = 2 + splits.stream().mapToLong(packs -> 1 + packs.size()).sum();
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(2 * Long.BYTES + numbers * Integer.BYTES));
    bytes.putLong(counts.bytes()).putLong(counts.dropped()).putInt(splits.size());
    for (List<Integer> packs : splits) {
      bytes.putInt(packs.size());
      packs.forEach(bytes::putInt);
    }
    return bytes.flip();
  }

  /** What {@link #write} wrote; bytes behind it do not matter. */
  static SetCounts read(ByteBuffer bytes) {
    long length = bytes.getLong();
    long dropped = bytes.getLong();
    List<List<Integer>> splits = new ArrayList<>();
    int all = 0;
    long pictures = 0;
    for (int split = bytes.getInt(); split > 0; split--) {
      List<Integer> packs = new ArrayList<>();
      for (int pack = bytes.getInt(); pack > 0; pack--) {
        packs.add(bytes.getInt());
        pictures += packs.get(packs.size() - 1);
        all++;
      }
      splits.add(packs);
    }
    return new SetCounts(splits, LoadCounts.known(all, length, pictures, dropped));
  }
}
