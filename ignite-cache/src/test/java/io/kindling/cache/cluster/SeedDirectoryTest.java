package io.kindling.cache.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kindling.cache.cluster.SeedDirectory.Announcement;
import io.kindling.cache.transfer.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedDirectoryTest {

  private static final Announcement OLDER =
      new Announcement("b", new Endpoint("host-b", 7002), 1_000);
  private static final Announcement NEWER =
      new Announcement("a", new Endpoint("host-a", 7001), 2_000);

  @TempDir private Path folder;
  private SeedDirectory directory;

  @BeforeEach
  void open() throws IOException {
    directory = new LocalSeedDirectory(folder.resolve("seeds"));
  }

  @Test
  void whoAnnouncedFirstIsFirst() throws IOException {
    directory.announce(NEWER);
    directory.announce(OLDER);
    assertThat(directory.list()).containsExactly(OLDER, NEWER);
    directory.announce(NEWER);
    assertThat(directory.list()).as("refreshed").containsExactly(OLDER, NEWER);

    directory.remove("b");
    directory.remove("b");
    assertThat(directory.list()).containsExactly(NEWER);
  }

  @Test
  void staleAnnouncementIsLeftOutAndLaterRemoved() throws IOException {
    directory.announce(OLDER);
    directory.announce(NEWER);
    Path file = folder.resolve("seeds/b.seed");
    age(file, SeedDirectory.STALE.plusSeconds(5));
    assertThat(directory.list()).containsExactly(NEWER);
    assertThat(file).exists();

    directory.announce(OLDER);
    assertThat(directory.list()).as("it lives after all").containsExactly(OLDER, NEWER);

    age(file, SeedDirectory.STALE.multipliedBy(2).plusSeconds(5));
    assertThat(directory.list()).containsExactly(NEWER);
    assertThat(file).doesNotExist();
  }

  @Test
  void strangeFileIsNoRegistry() throws IOException {
    directory.announce(NEWER);
    Files.writeString(folder.resolve("seeds/notes.seed"), "buy milk");
    Files.writeString(folder.resolve("seeds/readme.txt"), "1 host:1");
    assertThat(directory.list()).containsExactly(NEWER);
  }

  @Test
  void announcerFollowsTheDirectoryAndCleansUp() throws IOException {
    try (SeedAnnouncer announcer =
        SeedAnnouncer.start(directory, "me", new Endpoint("here", 7003))) {
      assertThat(announcer.get()).containsExactly(new Endpoint("here", 7003));
      directory.announce(OLDER);
      await()
          .untilAsserted(
              () ->
                  assertThat(announcer.get())
                      .containsExactly(OLDER.registry(), new Endpoint("here", 7003)));
    }
    assertThat(directory.list()).containsExactly(OLDER);
  }

  private static void age(Path file, Duration age) throws IOException {
    Files.setLastModifiedTime(
        file, FileTime.fromMillis(System.currentTimeMillis() - age.toMillis()));
  }
}
