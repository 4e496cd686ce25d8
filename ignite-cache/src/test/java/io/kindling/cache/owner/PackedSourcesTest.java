package io.kindling.cache.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.Strength;
import io.kindling.cache.pack.PackBlocks;
import io.kindling.cache.pack.PackKey;
import io.kindling.cache.pack.PackShape;
import io.kindling.cache.pack.SourceRange;
import io.kindling.cache.store.BlockWriter;
import io.kindling.cache.store.SegmentStore;
import io.kindling.cache.store.StoreFullException;
import io.kindling.cache.store.StoresUnderTest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PackedSourcesTest {

  private static final int BLOCK = 4096;
  private static final BlockLayout LAYOUT = new BlockLayout(BLOCK, 16 * BLOCK);
  private static final int BLOCKS = 10;

  /** The last block is shorter. */
  private static final FileVersion FILE =
      FileVersion.of("mem://a", BLOCKS * BLOCK - 1_000L, "1", Strength.STRONG);

  @RegisterExtension final StoresUnderTest stores = new StoresUnderTest();
  private SegmentStore store;
  private PackedSources packed;

  @BeforeEach
  void holdTheFile() throws Exception {
    store = stores.ofPages(BLOCKS + 1);
    packed = new PackedSources(store, LAYOUT);
    for (int block = 0; block < BLOCKS; block++) {
      put(BlockId.of(FILE.versionKey(), block));
    }
  }

  @Test
  void blocksWithinTheRangeOfAPackLeaveFirst() throws Exception {
    packed.note(pack("t", 3 * BLOCK, 2 * BLOCK));
    assertThat(leftAfter(2)).containsExactly(3, 4);
  }

  @Test
  void blockAtTheEdgeWaitsForItsOtherPack() throws Exception {
    packed.note(pack("t", 4 * BLOCK + 100, BLOCK));
    packed.note(pack("t", 4 * BLOCK + 100, BLOCK));
    packed.note(pack("u", 4 * BLOCK, BLOCK));
    assertThat(leftAfter(1)).as("by another transform").containsExactly(4);
    packed.note(pack("t", 5 * BLOCK + 50, 20));
    packed.note(pack("t", 6 * BLOCK - 1_000, 1_000));
    packed.note(pack("t", 5 * BLOCK + 99, 500));
    assertThat(leftAfter(1)).as("the oldest").containsExactly(0, 4);
    packed.note(pack("t", 5 * BLOCK + 400, 3_000));
    assertThat(leftAfter(1)).containsExactly(0, 4, 5);
  }

  @Test
  void shortLastBlockIsWholeWhereTheFileEnds() throws Exception {
    packed.note(pack("t", 9 * BLOCK, BLOCK - 1_000));
    assertThat(leftAfter(1)).containsExactly(9);
  }

  @Test
  void packThatSaysSoLeavesEverythingNeeded() throws Exception {
    packed.note(pack("t", 5 * BLOCK, 0));
    assertThat(leftAfter(1)).containsExactly(0);
  }

  private static PackBlocks pack(String transform, long position, long length) {
    SourceRange range = new SourceRange(FILE, 0, 1, position, length);
    return PackBlocks.of(PackKey.of(List.of(range), transform, new PackShape(8, 0, 1)), LAYOUT);
  }

  /** The blocks of the file that are gone when some others have come. */
  private List<Integer> leftAfter(int others) throws StoreFullException {
    int free = (int) ((store.capacity() - store.used()) / BLOCK);
    for (int i = 0; i < others + free; i++) {
      put(new BlockId(System.nanoTime(), i, 0));
    }
    return IntStream.range(0, BLOCKS)
        .filter(block -> !store.contains(BlockId.of(FILE.versionKey(), block)))
        .boxed()
        .toList();
  }

  private void put(BlockId id) throws StoreFullException {
    try (BlockWriter writer = store.reserve(id, 100)) {
      writer.write(new byte[100], 0, 100);
      writer.publish().close();
    }
  }
}
