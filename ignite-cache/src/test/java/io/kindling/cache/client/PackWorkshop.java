package io.kindling.cache.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.Strength;
import io.kindling.cache.pack.Pack;
import io.kindling.cache.pack.PackKey;
import io.kindling.cache.pack.PackMaker;
import io.kindling.cache.pack.PackShape;
import io.kindling.cache.pack.PackWriter;
import io.kindling.cache.pack.SourceRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Packs whose content follows from their names, and makers that are counted. Any thread. */
public final class PackWorkshop {

  /** Three blocks of 16 KiB. */
  static final PackShape SHAPE = new PackShape(3_000, 4, 15);

  public final AtomicInteger made = new AtomicInteger();
  final AtomicInteger checks = new AtomicInteger();
  final Set<String> forbidden = ConcurrentHashMap.newKeySet();
  private final ConcurrentHashMap<PackKey, AtomicInteger> makings = new ConcurrentHashMap<>();

  /** A pack of the first records of a file that nobody needs to read. */
  public static PackKey key(String uri) {
    return key(FileVersion.of(uri, 200_000, "1", Strength.STRONG));
  }

  /** A pack of two blocks of 64 KiB, much larger than the file that it is made from. */
  public static PackKey largerThanItsSource(String uri) {
    FileVersion version = FileVersion.of(uri, 10_000, "1", Strength.STRONG);
    return PackKey.of(
        List.of(new SourceRange(version, 0, 40, 0, 10_000)),
        "decoder 1",
        new PackShape(3_000, 4, 40));
  }

  /** A pack of two blocks of 64 KiB made from the short last group of a file of 128 KiB groups. */
  public static PackKey atTheEnd(String uri) {
    FileVersion version = FileVersion.of(uri, (1 << 20) + 500, "1", Strength.STRONG);
    return PackKey.of(
        List.of(new SourceRange(version, 900, 40, 1 << 20, 500)),
        "decoder 1",
        new PackShape(3_000, 4, 40));
  }

  static PackKey key(FileVersion version) {
    long length = Math.min(50_000, version.length());
    return PackKey.of(List.of(new SourceRange(version, 0, 15, 0, length)), "decoder 1", SHAPE);
  }

  public PackMaker maker(PackKey key, String user) {
    return maker(key, user, writer -> {});
  }

  /** A maker that does something else before its last record. */
  PackMaker maker(PackKey key, String user, Interlude interlude) {
    return new PackMaker() {
      @Override
      public void make(PackWriter writer) throws IOException {
        made.incrementAndGet();
        makings.computeIfAbsent(key, each -> new AtomicInteger()).incrementAndGet();
        Random random = new Random(key.hashCode());
        while (writer.added() < writer.most()) {
          if (writer.added() == writer.most() - 1) {
            interlude.play(writer);
          }
          byte[] record = new byte[key.shape().recordLength()];
          random.nextBytes(record);
          int number = writer.added();
          writer.record().put(record);
          writer.details().putInt(-number);
          writer.add(0, 1_000 + number, number / 2.0);
        }
      }

      @Override
      public void checkReadable() throws IOException {
        checks.incrementAndGet();
        if (forbidden.contains(user)) {
          throw new IOException(user + " may not read " + key);
        }
      }
    };
  }

  /** How often a pack was made. */
  int makings(PackKey key) {
    AtomicInteger count = makings.get(key);
    return count == null ? 0 : count.get();
  }

  public static void requireContent(Pack pack, PackKey key) {
    assertThat(pack.key()).isEqualTo(key);
    assertThat(pack.records()).isEqualTo(key.shape().records());
    Random random = new Random(key.hashCode());
    byte[] record = new byte[key.shape().recordLength()];
    for (int i = 0; i < pack.records(); i++) {
      random.nextBytes(record);
      assertThat(pack.record(i)).isEqualTo(ByteBuffer.wrap(record));
      assertThat(pack.details(i).getInt()).isEqualTo(-i);
      assertThat(pack.label(i)).isEqualTo(i / 2.0);
      assertThat(pack.recordInSource(i)).isEqualTo(1_000 + i);
      assertThat(pack.source(i)).isZero();
    }
  }

  /** What a maker does besides. */
  @FunctionalInterface
  interface Interlude {
    void play(PackWriter writer) throws IOException;
  }
}
