package io.kindling.cache.owner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HotFoldersTest {

  private static final Map<Long, String> NAMES =
      Map.of(1L, "s3a://b/train/1.jpg", 2L, "s3a://b/train/2.jpg", 3L, "s3a://b/val/3.jpg", 4L, "");

  private final AtomicLong now = new AtomicLong(1_000_000_000L);

  @Test
  void filesOfOneFolderAreAddedUpAndTheHottestFolderComesFirst() {
    HotFolders hot = new HotFolders(version -> NAMES.get(version.high()), 1, now::get);
    hot.read(1, 0, 600_000);
    hot.read(2, 0, 600_000);
    hot.read(3, 0, 1_000_000);
    hot.read(4, 0, 9_000_000);
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(hot.hottest(10))
        .extracting(HotFolders.Hot::folder)
        .containsExactly("s3a://b/train/", "s3a://b/val/");
    assertThat(hot.hottest(1)).hasSize(1);
  }

  @Test
  void readsThatAreLookedAtStandForTheOthers() {
    HotFolders hot = new HotFolders(version -> NAMES.get(version.high()), 8, now::get);
    for (int read = 0; read < 60_000; read++) {
      hot.read(1, 0, 1_000);
    }
    now.addAndGet(Duration.ofMinutes(10).toNanos());
    // Some 7,500 were looked at: 20 % off would be a miracle.
    assertThat(hot.hottest(1).get(0).bytesPerSecond()).isBetween(80_000.0, 120_000.0);
  }
}
