package io.kindling.cache.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.buffer.BufferBudget;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.Metrics;
import io.kindling.cache.owner.LocalOwner;
import io.kindling.cache.pack.Pack;
import io.kindling.cache.pack.PackKey;
import io.kindling.cache.store.DiskSettings;
import io.kindling.cache.store.SegmentStore;
import io.kindling.cache.store.TieredStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs on the disk tier: of more than memory holds, and of an earlier process. */
class PackRestartTest {

  private static final int PACKS = 60;

  private final PackWorkshop workshop = new PackWorkshop();
  private final Settings settings =
      Settings.read(CacheOptions.ALL, Map.of(CacheOptions.FAULTS.key(), "strict")::get);
  @TempDir private Path folder;

  @Test
  void successorFindsEveryPackOnDiskAndMakesNone() throws Exception {
    Metrics first = new Metrics();
    try (TieredStore store = store(first)) {
      openAll(store, first);
      assertThat(workshop.made).hasValue(PACKS);
    }
    Metrics second = new Metrics();
    try (TieredStore store = store(second)) {
      openAll(store, second);
      openAll(store, second);
      assertThat(workshop.made).hasValue(PACKS);
      assertThat(second.snapshot().get(Metric.PACKS_HERE)).isEqualTo(2 * PACKS);
      assertThat(second.snapshot().get(Metric.BLOCKS_ADOPTED)).isEqualTo(3 * PACKS);
    }
  }

  @Test
  void packWhoseBytesWereDamagedOnDiskIsMadeAgain() throws Exception {
    Metrics first = new Metrics();
    try (TieredStore store = store(first)) {
      openAll(store, first);
    }
    damageEverySegment();
    Metrics second = new Metrics();
    try (TieredStore store = store(second)) {
      openAll(store, second);
      assertThat(workshop.made).as("all of them again").hasValue(2 * PACKS);
      assertThat(second.snapshot().get(Metric.CHECKSUM_FAILURES)).isPositive();
    }
  }

  private void damageEverySegment() throws IOException {
    List<Path> segments;
    try (Stream<Path> files = Files.walk(folder)) {
      segments = files.filter(file -> file.toString().contains("segment-")).toList();
    }
    assertThat(segments).isNotEmpty();
    for (Path segment : segments) {
      byte[] bytes = Files.readAllBytes(segment);
      for (int at = 1_000; at < bytes.length; at += 4_096) {
        bytes[at]++;
      }
      Files.write(segment, bytes);
    }
  }

  private TieredStore store(Metrics metrics) throws IOException {
    return TieredStore.open(
        SegmentStore.open(2 << 20, metrics),
        new DiskSettings(List.of(folder), 32 << 20, 0, TestCluster.LAYOUT.blockSize(), 4 << 20),
        metrics);
  }

  private void openAll(TieredStore store, Metrics metrics) throws IOException {
    LocalOwner owner =
        new LocalOwner(
            store,
            TestCluster.LAYOUT,
            "ann",
            settings.get(CacheOptions.LEASE_TIMEOUT),
            settings.get(CacheOptions.GRANT_LIFETIME),
            settings.get(CacheOptions.STATUS_SIZE),
            metrics);
    ReadPlanner cache =
        new ReadPlanner(
            new LoneOwner(owner),
            TestCluster.LAYOUT,
            metrics,
            UUID.randomUUID(),
            settings,
            new BufferBudget(1 << 20, metrics));
    List<Pack> open = new ArrayList<>();
    try {
      for (int i = 0; i < PACKS; i++) {
        PackKey key = PackWorkshop.key("mem://packs/" + i);
        Pack pack = cache.packs().open(key, workshop.maker(key, "ann"), "ann");
        PackWorkshop.requireContent(pack, key);
        if (i % 10 == 0) {
          open.add(pack);
        } else {
          pack.close();
        }
      }
      for (Pack pack : open) {
        PackWorkshop.requireContent(pack, pack.key());
      }
    } finally {
      open.forEach(Pack::close);
    }
    assertThat(store.openHandles()).isZero();
  }
}
