package io.kindling.cache.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.block.BlockLayout;
import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.Strength;
import io.kindling.cache.pack.DamagedPackException.Cause;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Packs of all shapes, written and read again in pieces as a store would have them. */
class PackFormatTest {

  private static final int BLOCK = 4096;
  private static final List<SourceRange> TWO_FILES =
      List.of(
          SourceRange.wholeFile(FileVersion.of("mem://a", 10, "1", Strength.STRONG)),
          SourceRange.wholeFile(FileVersion.of("mem://b", 20, "1", Strength.WEAK)));

  @Property(tries = 400)
  void whatIsWrittenIsReadWhateverTheShape(
      @ForAll @IntRange(min = 1, max = 9_000) int recordLength,
      @ForAll @IntRange(max = 40) int detailLength,
      @ForAll @IntRange(min = 1, max = 40) int most,
      @ForAll @IntRange(max = 40) int wanted,
      @ForAll long seed)
      throws Exception {
    int records = Math.min(wanted, most);
    PackKey key = key(new PackShape(recordLength, detailLength, most));
    byte[] stale = new byte[PackDraft.room(key, BLOCK)];
    new Random(seed).nextBytes(stale);
    ByteBuffer sealed = write(key, records, seed, ByteBuffer.wrap(stale));

    PackBytes bytes = split(sealed, new Random(seed));
    Pack pack = Pack.open(key, BLOCK, bytes, Pack.Found.HERE);
    assertThat(pack.records()).isEqualTo(records);
    assertThat(pack.length()).isEqualTo(sealed.remaining());
    Random random = new Random(seed);
    for (int i = 0; i < records; i++) {
      byte[] record = new byte[recordLength];
      byte[] details = new byte[detailLength];
      random.nextBytes(record);
      random.nextBytes(details);
      assertThat(pack.record(i)).isEqualTo(ByteBuffer.wrap(record));
      assertThat(pack.details(i)).isEqualTo(ByteBuffer.wrap(details));
      assertThat(pack.label(i)).isEqualTo(i + 0.5);
      assertThat(pack.source(i)).isEqualTo(i % 2);
      assertThat(pack.recordInSource(i)).isEqualTo((1L << 40) + i);
    }
    assertThatThrownBy(() -> pack.record(records)).isInstanceOf(IndexOutOfBoundsException.class);
    pack.close();
    assertThatThrownBy(() -> pack.label(0)).isInstanceOf(RuntimeException.class);
  }

  @Property(tries = 300)
  void recordsNotLongerThanABlockStayWithinOneAndDoNotOverlap(
      @ForAll @IntRange(min = 1, max = BLOCK) int recordLength,
      @ForAll @IntRange(min = 1, max = 60) int most) {
    PackLayout layout = PackLayout.of(new PackShape(recordLength, 3, most), BLOCK);
    long end = (long) layout.entry(most - 1) + layout.entryLength();
    assertThat(layout.payload()).isGreaterThanOrEqualTo(end);
    end = layout.payload();
    for (int i = 0; i < most; i++) {
      long start = layout.record(i);
      assertThat(start).isGreaterThanOrEqualTo(end);
      assertThat(start % 64).isZero();
      assertThat(start / BLOCK).isEqualTo((start + recordLength - 1) / BLOCK);
      end = start + recordLength;
    }
    assertThat(layout.mostBytes()).isEqualTo(end);
    assertThat(layout.blocks(end)).isLessThanOrEqualTo(layout.mostBlocks());
  }

  @Property(tries = 300)
  void wrongByteBeforeTheRecordsIsFoundAndOneInALaterBlockTells(
      @ForAll @IntRange(max = 100_000) int place, @ForAll @IntRange(max = 7) int bit)
      throws Exception {
    PackKey key = key(new PackShape(1_000, 5, 20));
    PackLayout layout = PackLayout.of(key.shape(), BLOCK);
    ByteBuffer sealed = write(key, 20, 7, ByteBuffer.allocate(PackDraft.room(key, BLOCK)));
    int at = place % sealed.remaining();
    sealed.put(at, (byte) (sealed.get(at) ^ 1 << bit));
    PackBytes bytes = split(sealed, new Random(place));
    if (at < layout.payload()) {
      assertThatThrownBy(() -> Pack.open(key, BLOCK, bytes, Pack.Found.PEER))
          .isInstanceOfSatisfying(
              DamagedPackException.class, bad -> assertThat(bad.reason()).isEqualTo(Cause.DAMAGED));
    } else if (at >= BLOCK) {
      assertThatThrownBy(() -> Pack.open(key, BLOCK, bytes, Pack.Found.PEER))
          .isInstanceOfSatisfying(
              DamagedPackException.class,
              bad -> assertThat(bad.reason()).isEqualTo(Cause.INCOMPLETE));
    }
  }

  @Test
  void packWithoutItsLastBlockIsIncomplete() throws Exception {
    PackKey key = key(new PackShape(1_000, 0, 20));
    ByteBuffer sealed = write(key, 20, 7, ByteBuffer.allocate(PackDraft.room(key, BLOCK)));
    int length = sealed.limit();
    assertThat(length).isGreaterThan(BLOCK);
    PackBytes cut = split(sealed.limit((length - 1) / BLOCK * BLOCK), new Random(1));
    assertThatThrownBy(() -> Pack.open(key, BLOCK, cut, Pack.Found.HERE))
        .isInstanceOfSatisfying(
            DamagedPackException.class,
            bad -> assertThat(bad.reason()).isEqualTo(Cause.INCOMPLETE));
  }

  @Test
  void packOfAnotherKeyIsNotTakenForThisOne() throws Exception {
    PackShape shape = new PackShape(100, 0, 3);
    PackKey one = key(shape);
    PackKey other = PackKey.of(TWO_FILES, "another transform", shape);
    ByteBuffer sealed = write(one, 3, 7, ByteBuffer.allocate(PackDraft.room(one, BLOCK)));
    PackBytes bytes = split(sealed, new Random(1));
    assertThatThrownBy(() -> Pack.open(other, BLOCK, bytes, Pack.Found.HERE))
        .isInstanceOf(DamagedPackException.class);
  }

  @Test
  void recordThatWasBegunAndNotAddedLeavesNoTrace() throws Exception {
    PackKey key = key(new PackShape(100, 4, 3));
    PackDraft draft =
        new PackDraft(key, BLOCK, ByteBuffer.allocate(PackDraft.room(key, BLOCK)), () -> {});
    draft.record().put(new byte[100]);
    draft.add(0, 0, 1);
    draft.record().putLong(-1);
    draft.details().putInt(-1);
    Pack pack = Pack.open(key, BLOCK, PackBytes.of(draft.seal(), BLOCK, () -> {}), Pack.Found.MADE);
    assertThat(pack.records()).isEqualTo(1);
    assertThat(pack.length()).isEqualTo((int) PackLayout.of(key.shape(), BLOCK).bytes(1));
  }

  @Test
  void fullDraftAndUnknownSourceAreRefused() {
    PackKey key = key(new PackShape(10, 0, 1));
    PackDraft draft =
        new PackDraft(key, BLOCK, ByteBuffer.allocate(PackDraft.room(key, BLOCK)), () -> {});
    assertThatThrownBy(() -> draft.add(2, 0, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    draft.add(1, 0, 0);
    assertThat(draft.added()).isEqualTo(draft.most());
    assertThatThrownBy(draft::record)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no more than 1 records");
  }

  @Test
  void everyPartOfTheKeyCounts() {
    PackShape shape = new PackShape(10, 0, 4);
    FileVersion version = FileVersion.of("mem://a", 1_000, "1", Strength.STRONG);
    List<SourceRange> sources = List.of(new SourceRange(version, 0, 4, 0, 500));
    PackKey key = PackKey.of(sources, "t", shape);
    FileVersion changed = FileVersion.of("mem://a", 1_000, "2", Strength.STRONG);
    assertThat(
            List.of(
                PackKey.of(List.of(new SourceRange(changed, 0, 4, 0, 500)), "t", shape),
                PackKey.of(List.of(new SourceRange(version, 4, 4, 0, 500)), "t", shape),
                PackKey.of(List.of(new SourceRange(version, 0, 3, 0, 500)), "t", shape),
                PackKey.of(List.of(new SourceRange(version, 0, 4, 0, 501)), "t", shape),
                PackKey.of(sources, "u", shape),
                PackKey.of(sources, "t", new PackShape(11, 0, 4)),
                PackKey.of(sources, "t", new PackShape(10, 1, 4)),
                PackKey.of(sources, "t", new PackShape(10, 0, 5))))
        .doesNotContain(key)
        .doesNotHaveDuplicates();
    assertThat(PackKey.of(List.copyOf(sources), "t", new PackShape(10, 0, 4))).isEqualTo(key);
  }

  @Test
  void keyThatTravelsFindsTheSamePack() throws Exception {
    FileVersion version = FileVersion.of("mem://ä", 1_000, "1", Strength.STRONG);
    for (PackKey key :
        List.of(
            key(new PackShape(10, 0, 4)),
            PackKey.of(
                List.of(new SourceRange(version, 7, 4, 100, 500)), "t", new PackShape(9, 8, 7)))) {
      PackKey arrived = travelled(key);
      assertThat(arrived).isEqualTo(key);
      assertThat(arrived.first()).isEqualTo(key.first());
      assertThat(arrived.sources()).isEqualTo(key.sources());
      assertThat(arrived).hasToString(key.toString());
      assertThat(PackBlocks.of(arrived, BlockLayout.DEFAULT))
          .isEqualTo(PackBlocks.of(key, BlockLayout.DEFAULT));
    }
  }

  @Test
  void recordsThatFillTheirStrideAreOneRangeUpToTheEndOfTheirBlock() throws Exception {
    PackKey key = key(new PackShape(1_024, 0, 9));
    ByteBuffer sealed = write(key, 9, 7, ByteBuffer.allocate(PackDraft.room(key, BLOCK)));
    try (Pack pack = Pack.open(key, BLOCK, blocks(sealed), Pack.Found.HERE)) {
      PackLayout layout = PackLayout.of(key.shape(), BLOCK);
      assertThat(layout.inFirst()).isEqualTo(3);
      List<Integer> together = IntStream.range(0, 9).mapToObj(pack::together).toList();
      assertThat(together).containsExactly(3, 2, 1, 4, 3, 2, 1, 2, 1);
      ByteBuffer range = pack.records(4, 3);
      for (int i = 0; i < 3; i++) {
        assertThat(range.slice(i * 1_024, 1_024)).isEqualTo(pack.record(4 + i));
      }
    }
    PackKey gaps = key(new PackShape(1_000, 0, 3));
    ByteBuffer other = write(gaps, 3, 7, ByteBuffer.allocate(PackDraft.room(gaps, BLOCK)));
    try (Pack pack = Pack.open(gaps, BLOCK, blocks(other), Pack.Found.HERE)) {
      assertThat(pack.together(0)).isZero();
    }
  }

  @Test
  void bytesStayUntilTheLastHoldIsClosed() throws Exception {
    PackKey key = key(new PackShape(64, 0, 3));
    ByteBuffer sealed = write(key, 3, 7, ByteBuffer.allocate(PackDraft.room(key, BLOCK)));
    AtomicInteger givenBack = new AtomicInteger();
    Pack pack =
        Pack.open(
            key, BLOCK, PackBytes.of(sealed, BLOCK, givenBack::incrementAndGet), Pack.Found.MADE);
    PackBytes hold = pack.hold();
    pack.close();
    assertThat(givenBack).hasValue(0);
    hold.close();
    assertThat(givenBack).hasValue(1);
  }

  /** Each block in memory of its own. */
  private static PackBytes blocks(ByteBuffer sealed) {
    List<ByteBuffer> blocks = new ArrayList<>();
    for (int start = 0; start < sealed.limit(); start += BLOCK) {
      ByteBuffer block = sealed.slice(start, Math.min(BLOCK, sealed.limit() - start));
      blocks.add(ByteBuffer.allocate(block.remaining()).put(block).flip());
    }
    PackBytes whole = PackBytes.of(sealed, BLOCK, () -> {});
    return PackBytes.held(blocks.toArray(ByteBuffer[]::new), whole::checksum, () -> {});
  }

  private static PackKey travelled(PackKey key) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(key);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (PackKey) in.readObject();
    }
  }

  @Test
  void blocksOfAPackBelongToTheGroupOfItsSource() {
    BlockLayout layout = new BlockLayout(BLOCK, 8 * BLOCK);
    FileVersion version = FileVersion.of("mem://a", 1 << 20, "1", Strength.STRONG);
    SourceRange range = new SourceRange(version, 50, 10, 17L * BLOCK, 9_000);
    PackKey key = PackKey.of(List.of(range), "t", new PackShape(1_000, 0, 10));
    PackBlocks blocks = PackBlocks.of(key, layout);
    assertThat(blocks.anchor(layout).index()).isEqualTo(2);
    assertThat(blocks.anchor(layout).file()).isEqualTo(version.fileKey());
    for (int number = 0; number < blocks.most(); number++) {
      assertThat(layout.groupOf(blocks.block(number).index())).isEqualTo(2);
    }
  }

  @Test
  void shapesFillTheBytesTheyAreGiven() {
    int block = 4 << 20;
    PackShape shape = PackShape.within(PackShape.USUAL_BYTES, 256 * 256 * 3, 0, block);
    assertThat(shape.records()).isEqualTo(84);
    assertThat(PackLayout.of(shape, block).mostBytes()).isLessThanOrEqualTo(16 << 20);
    assertThat(PackShape.within(100, 1_000_000, 0, block).records()).isEqualTo(1);
    int tiny = PackShape.within(PackShape.USUAL_BYTES, 1, 0, block).records();
    assertThat(PackLayout.of(new PackShape(1, 0, tiny), block).isPossible()).isTrue();
  }

  @Test
  void packThatIsTooLargeForItsGroupIsRefusedWithTheWayOut() {
    PackKey large = key(new PackShape(1 << 20, 0, 200));
    assertThatThrownBy(() -> PackBlocks.of(large, BlockLayout.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("make packs of fewer records");
    PackKey manyEntries = key(new PackShape(1, 4096, 2_000));
    assertThatThrownBy(() -> PackBlocks.of(manyEntries, BlockLayout.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("index");
  }

  private static PackKey key(PackShape shape) {
    return PackKey.of(TWO_FILES, "resize 8x8, decoder 1.0", shape);
  }

  private static ByteBuffer write(PackKey key, int records, long seed, ByteBuffer room) {
    Random random = new Random(seed);
    PackDraft draft = new PackDraft(key, BLOCK, room, () -> {});
    for (int i = 0; i < records; i++) {
      byte[] record = new byte[key.shape().recordLength()];
      byte[] details = new byte[key.shape().detailLength()];
      random.nextBytes(record);
      random.nextBytes(details);
      draft.record().put(record);
      draft.details().put(details);
      draft.add(i % 2, (1L << 40) + i, i + 0.5);
    }
    return draft.seal();
  }

  /** The bytes in pieces, no piece in two blocks. */
  private static PackBytes split(ByteBuffer sealed, Random random) {
    List<ByteBuffer> parts = new ArrayList<>();
    List<Integer> sums = new ArrayList<>();
    int length = sealed.limit();
    for (int block = 0; block < length; block += BLOCK) {
      int end = Math.min(length, block + BLOCK);
      CRC32C checksum = new CRC32C();
      checksum.update(sealed.slice(block, end - block));
      sums.add((int) checksum.getValue());
      int middle = block + 1 + random.nextInt(end - block);
      parts.add(sealed.slice(block, middle - block));
      if (middle < end) {
        parts.add(sealed.slice(middle, end - middle));
      }
    }
    return PackBytes.held(parts.toArray(ByteBuffer[]::new), sums::get, () -> {});
  }
}
