package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.hadoop.config.Freshness;
import io.kindling.hadoop.read.CachingInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreshnessTest {

  private static final Path FILE = new Path("cache:///local/a.txt");

  @TempDir java.nio.file.Path folder;

  @Test
  void timesZeroAndNeverAreUnderstood() {
    assertThat(Freshness.parse("60s").nanos()).isEqualTo(60_000_000_000L);
    assertThat(Freshness.parse(" 0 ").asksAlways()).isTrue();
    assertThat(Freshness.parse("Never").covers(0, Long.MAX_VALUE - 1)).isTrue();
    assertThat(Freshness.parse("60s").covers(0, 60_000_000_000L)).isFalse();
    assertThatThrownBy(() -> Freshness.parse("soon")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void foreignChangesAreSeenAfterTheFreshnessAndNotBefore() throws Exception {
    write("old", Instant.now().minusSeconds(100));
    Configuration brief = TestMounts.local(folder);
    brief.set("fs.cache.metadata.freshness", "300ms");
    Configuration never = TestMounts.local(folder);
    never.set("fs.cache.metadata.freshness", "never");
    try (FileSystem changing = TestMounts.open(brief);
        FileSystem unchanging = TestMounts.open(never)) {
      assertThat(read(changing)).isEqualTo("old");
      assertThat(read(unchanging)).isEqualTo("old");
      write("brand new", Instant.now().minusSeconds(50));
      Thread.sleep(310);
      assertThat(read(changing)).isEqualTo("brand new");
      assertThat(unchanging.getFileStatus(FILE).getLen()).isEqualTo(3);
      unchanging.msync();
      assertThat(read(unchanging)).isEqualTo("brand new");
    }
  }

  @Test
  void fileThatWasModifiedAMomentAgoIsReadFromTheStore() throws Exception {
    Configuration configuration = TestMounts.local(folder);
    configuration.set("fs.cache.metadata.settle-time", "2s");
    try (FileSystem cached = TestMounts.open(configuration)) {
      write("fresh", Instant.now());
      try (FSDataInputStream input = cached.open(FILE)) {
        assertThat(input.getWrappedStream()).isNotInstanceOf(CachingInputStream.class);
        assertThat(text(input)).isEqualTo("fresh");
      }
      write("older", Instant.now().minusSeconds(3));
      cached.msync();
      try (FSDataInputStream input = cached.open(FILE)) {
        assertThat(input.getWrappedStream()).isInstanceOf(CachingInputStream.class);
        assertThat(text(input)).isEqualTo("older");
      }
    }
  }

  @Test
  void ownChangesOfAnyKindAreSeenAtOnce() throws Exception {
    write("first", Instant.now().minusSeconds(100));
    try (FileSystem cached = TestMounts.open(TestMounts.local(folder))) {
      assertThat(read(cached)).isEqualTo("first");
      cached.setPermission(FILE, new FsPermission((short) 0600));
      assertThat(cached.getFileStatus(FILE).getPermission())
          .isEqualTo(new FsPermission((short) 0600));
      cached.setTimes(FILE, 1_000_000_000_000L, -1);
      assertThat(cached.getFileStatus(FILE).getModificationTime()).isEqualTo(1_000_000_000_000L);
      try (var output = cached.createFile(FILE).overwrite(true).build()) {
        output.writeBytes("second");
      }
      assertThat(read(cached)).isEqualTo("second");

      Path moved = new Path("cache:///local/sub/b.txt");
      cached.mkdirs(moved.getParent());
      assertThat(cached.rename(FILE, moved)).isTrue();
      assertThat(cached.exists(FILE)).isFalse();
      assertThat(cached.getFileStatus(moved).getLen()).isEqualTo(6);
      assertThat(cached.delete(moved.getParent(), true)).isTrue();
      assertThat(cached.exists(moved)).isFalse();
    }
  }

  private static String read(FileSystem fileSystem) throws IOException {
    try (FSDataInputStream input = fileSystem.open(FILE)) {
      return text(input);
    }
  }

  private static String text(FSDataInputStream input) throws IOException {
    return new String(input.readAllBytes(), StandardCharsets.UTF_8);
  }

  private void write(String text, Instant modified) throws IOException {
    java.nio.file.Path file = folder.resolve("a.txt");
    Files.writeString(file, text);
    Files.deleteIfExists(folder.resolve(".a.txt.crc"));
    Files.setLastModifiedTime(file, FileTime.from(modified));
  }
}
