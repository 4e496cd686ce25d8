package io.kindling.cache.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.block.FileKey;
import io.kindling.cache.block.FileVersion;
import io.kindling.cache.block.Strength;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StatusTableTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final AtomicLong nanos = new AtomicLong(77);
  private final StatusTable table = new StatusTable(4 << 20, nanos::get);

  @Test
  void whatWasPutIsThereUntilItIsStale() {
    FileStatusEntry file = file("s3://b/a", 5, "\"abc\"", "details");
    assertThat(table.put(file, 0)).isTrue();
    pass(MINUTE);
    assertThat(table.get("s3://b/a", MINUTE)).extracting(StatusTable.Known::entry).isEqualTo(file);
    pass(Duration.ofMillis(1));
    assertThat(table.get("s3://b/a", MINUTE)).isNull();
    assertThat(table.get("s3://b/a", StatusTable.NEVER))
        .extracting(StatusTable.Known::age)
        .isEqualTo(60_001L);
    assertThat(table.get("s3://b/b", StatusTable.NEVER)).isNull();
  }

  @Test
  void foldersAndNothingAreStatusesToo() {
    FileStatusEntry folder = FileStatusEntry.folder("s3://b/f", new byte[] {1, 2});
    FileStatusEntry absent = FileStatusEntry.absent("s3://b/n");
    assertThat(table.put(folder, 0)).isTrue();
    assertThat(table.put(absent, 0)).isTrue();
    assertThat(entry("s3://b/f")).isEqualTo(folder);
    assertThat(entry("s3://b/n")).isEqualTo(absent);
  }

  @Test
  void olderAnswerDoesNotReplaceAYoungerOne() {
    pass(MINUTE);
    assertThat(table.put(file("s3://b/a", 2, "new", ""), 50)).isTrue();
    assertThat(table.put(file("s3://b/a", 1, "old", ""), 49)).isFalse();
    assertThat(entry("s3://b/a").identity()).isEqualTo("new");
    assertThat(table.put(file("s3://b/a", 3, "newer than that", "more"), 51)).isTrue();
    assertThat(entry("s3://b/a").length()).isEqualTo(3);
  }

  @Test
  void answersFromBeforeAChangeAreNotTaken() {
    pass(MINUTE);
    table.put(file("s3://b/a", 1, "old", ""), 100);
    table.forget("s3://b/a");
    assertThat(table.get("s3://b/a", StatusTable.NEVER)).isNull();
    assertThat(table.put(file("s3://b/a", 1, "old", ""), table.clock())).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(table.put(file("s3://b/a", 2, "new", ""), table.clock())).isTrue();
    assertThat(entry("s3://b/a").identity()).isEqualTo("new");
  }

  @Test
  void answerFromTheFutureIsFromNow() {
    table.put(file("s3://b/a", 1, "x", ""), 1_000_000);
    pass(MINUTE.plusMillis(1));
    assertThat(table.get("s3://b/a", MINUTE)).isNull();
  }

  @Test
  void oneReaderAtATimeIsToldToRefreshBeforeAStatusGoesStale() {
    table.put(file("s3://b/a", 1, "x", ""), 0);
    pass(Duration.ofSeconds(40));
    assertThat(refresh()).isEqualTo(StatusTable.Refresh.NOT_YET);
    pass(Duration.ofSeconds(6));
    assertThat(refresh()).isEqualTo(StatusTable.Refresh.DUE);
    assertThat(refresh()).isEqualTo(StatusTable.Refresh.NOT_YET);
    pass(Duration.ofSeconds(6));
    assertThat(refresh()).as("the first one did not").isEqualTo(StatusTable.Refresh.DUE);
    table.put(file("s3://b/a", 1, "x", ""), table.clock());
    assertThat(refresh()).isEqualTo(StatusTable.Refresh.NOT_YET);
  }

  @Test
  void memoryIsBoundedAndWhatIsUsedStays() {
    table.put(file("s3://b/used", 1, "used", ""), 0);
    for (int i = 0; i < 200_000; i++) {
      table.put(file("s3://b/" + i, i, "identity " + i, "some details"), 0);
      if (i % 1_000 == 0) {
        assertThat(entry("s3://b/used").identity()).isEqualTo("used");
        assertThat(table.bytes()).isLessThan(5 << 20);
      }
    }
    assertThat(table.get("s3://b/0", StatusTable.NEVER)).isNull();
    assertThat(entry("s3://b/199999").length()).isEqualTo(199_999);
    assertThat(table.size()).isGreaterThan(20_000);
  }

  @Test
  void randomChangesAgreeWithAMap() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    StatusTable large = new StatusTable(64 << 20, nanos::get);
    Map<String, FileStatusEntry> model = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      String uri = "hdfs://n/" + random.nextInt(20_000);
      if (random.nextInt(10) == 0) {
        large.forget(uri);
        model.remove(uri);
        pass(Duration.ofMillis(1));
      } else {
        FileStatusEntry entry =
            file(uri, random.nextInt(), "x".repeat(random.nextInt(40)), "d" + i % 1_000);
        pass(Duration.ofMillis(1));
        large.put(entry, large.clock());
        model.put(uri, entry);
      }
    }
    for (int i = 0; i < 20_000; i++) {
      String uri = "hdfs://n/" + i;
      StatusTable.Known known = large.get(uri, StatusTable.NEVER);
      assertThat(known == null ? null : known.entry())
          .as("seed %d, %s", seed, uri)
          .isEqualTo(model.get(uri));
    }
  }

  @Test
  void onlyWhatIsToBeKeptStays() {
    StatusTable large = new StatusTable(64 << 20, nanos::get);
    Set<FileKey> kept = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      String uri = "s3://b/" + i;
      large.put(file(uri, i, "id" + i, ""), 0);
      if (i % 3 == 0) {
        kept.add(FileKey.of(uri));
      }
    }
    large.retain(kept::contains);
    assertThat(large.size()).isEqualTo(kept.size());
    for (int i = 0; i < 20_000; i++) {
      StatusTable.Known known = large.get("s3://b/" + i, StatusTable.NEVER);
      assertThat(known == null ? -1 : known.entry().length()).isEqualTo(i % 3 == 0 ? i : -1);
    }
  }

  @Test
  void threadsDoNotDisturbEachOther() throws Exception {
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      int number = thread;
      threads.add(
          CompletableFuture.runAsync(
              () -> {
                int gone = 0;
                for (int i = 0; i < 30_000; i++) {
                  String uri = "s3://b/" + number + "/" + i;
                  table.put(file(uri, i, "id" + i, ""), 0);
                  StatusTable.Known known = table.get(uri, StatusTable.NEVER);
                  if (known == null) {
                    gone++;
                  } else {
                    assertThat(known.entry().length()).isEqualTo(i);
                  }
                }
                // Others may fill the table while this thread waits for a processor.
                assertThat(gone).isLessThan(300);
              }));
    }
    for (CompletableFuture<Void> thread : threads) {
      thread.get(60, TimeUnit.SECONDS);
    }
  }

  private StatusTable.Refresh refresh() {
    StatusTable.Known known = table.get("s3://b/a", MINUTE);
    assertThat(known).isNotNull();
    return known.refresh();
  }

  private FileStatusEntry entry(String uri) {
    StatusTable.Known known = table.get(uri, StatusTable.NEVER);
    assertThat(known).as(uri).isNotNull();
    return known.entry();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static FileStatusEntry file(String uri, int length, String identity, String details) {
    return FileStatusEntry.file(
        FileVersion.of(uri, Math.abs((long) length), identity, Strength.STRONG),
        details.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
