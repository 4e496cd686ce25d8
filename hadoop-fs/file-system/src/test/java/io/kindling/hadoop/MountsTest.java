package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.hadoop.mount.UnreachableStoreException;
import io.kindling.s3.S3Access;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is below the root, and what is said when it is not. */
@Timeout(60)
class MountsTest {

  @TempDir java.nio.file.Path folder;

  @Test
  void rootListsTheMountsWithoutAskingTheirStores() throws IOException {
    Configuration configuration = TestMounts.local(folder);
    configuration.set("fs.cache.mount.far", "s3a://nowhere");
    try (FileSystem cached = TestMounts.open(configuration)) {
      FileStatus[] mounts = cached.listStatus(new Path("cache:///"));
      assertThat(Arrays.stream(mounts).map(mount -> mount.getPath().toString()))
          .containsExactly("cache:/far", "cache:/local");
      assertThat(mounts).allMatch(FileStatus::isDirectory);
      assertThat(cached.getFileStatus(new Path("/")).isDirectory()).isTrue();
      assertThat(cached.mkdirs(new Path("/"))).isTrue();
    }
  }

  @Test
  void allPathsThatComeBackAreOfTheCache() throws IOException {
    Files.createDirectories(folder.resolve("a/b"));
    Files.writeString(folder.resolve("a/b/c d.txt"), "text");
    try (FileSystem cached = TestMounts.open(TestMounts.local(folder))) {
      Path file = new Path("cache:/local/a/b/c d.txt");
      assertThat(cached.getFileStatus(new Path("/local/a/b/c d.txt")).getPath()).isEqualTo(file);
      assertThat(cached.listStatus(new Path("/local/a/b"))[0].getPath()).isEqualTo(file);
      assertThat(cached.listStatusIterator(new Path("/local/a/b")).next().getPath())
          .isEqualTo(file);
      assertThat(cached.listFiles(new Path("/local"), true).next().getPath()).isEqualTo(file);
      assertThat(cached.globStatus(new Path("/*/a/*/c*.txt"))[0].getPath()).isEqualTo(file);
      assertThat(cached.resolvePath(new Path("/local/a"))).isEqualTo(new Path("cache:/local/a"));
      assertThat(cached.getContentSummary(new Path("/local/a")).getFileCount()).isOne();
      cached.setWorkingDirectory(new Path("/local/a"));
      assertThat(cached.getFileStatus(new Path("b/c d.txt")).getPath()).isEqualTo(file);
      BlockLocation[] where = cached.getFileBlockLocations(file, 0, 4);
      assertThat(where).hasSize(1);
      assertThat(where[0].getLength()).isEqualTo(4);
    }
  }

  @Test
  void missingMountIsNamedWithTheKeyToSet() throws IOException {
    try (FileSystem cached = TestMounts.open(TestMounts.local(folder))) {
      assertThatThrownBy(() -> cached.open(new Path("cache:///photos/a.jpg")))
          .isInstanceOf(FileNotFoundException.class)
          .hasMessage(
              "cache:/photos/a.jpg: no mount \"photos\"; set"
                  + " fs.cache.mount.photos=<under-store URI> (mounted: local)");
      assertThat(cached.exists(new Path("cache:///photos/a.jpg"))).isFalse();
      assertThatThrownBy(() -> cached.createFile(new Path("cache:///photos/a.jpg")).build())
          .isInstanceOf(FileNotFoundException.class)
          .hasMessageContaining("set fs.cache.mount.photos=");
      assertThatThrownBy(() -> cached.open(new Path("cache:///")))
          .hasMessageContaining("directory");
      assertThatThrownBy(() -> cached.delete(new Path("cache:///local"), true))
          .hasMessageStartingWith("cache:/local is a mount and stays");
      assertThatThrownBy(() -> cached.getFileStatus(new Path("cache://local/a")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("write cache:///local/a");
    }
    assertThatThrownBy(
            () -> FileSystem.newInstance(URI.create("cache://local/a"), new Configuration()))
        .hasMessageContaining("write cache:///local/a");
  }

  @Test
  void wrongOptionsAreReportedTogetherInOneLine() {
    Configuration configuration = new Configuration();
    configuration.set("fs.cache.mount.plain", "/data");
    configuration.set("fs.cache.mount.self", "cache:///other");
    configuration.set("fs.cache.mount.a.b", "file:///data");
    configuration.set("fs.cache.metadata.freshness", "soon");
    assertThatThrownBy(() -> TestMounts.open(configuration))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("fs.cache.mount.plain = \"/data\" has no scheme; write file:///data")
        .hasMessageContaining(
            "fs.cache.mount.self = \"cache:///other\" mounts the cache into itself")
        .hasMessageContaining("fs.cache.mount.a.b")
        .hasMessageContaining("fs.cache.metadata.freshness = \"soon\" is not")
        .hasMessageNotContaining("\n");
  }

  @Test
  void unknownSchemeOfAnUnderStoreIsNamedWithTheMount() throws IOException {
    Configuration configuration = TestMounts.local(folder);
    configuration.set("fs.cache.mount.odd", "odd://host/data");
    try (FileSystem cached = TestMounts.open(configuration)) {
      assertThatThrownBy(() -> cached.open(new Path("cache:///odd/a")))
          .isInstanceOf(UnsupportedFileSystemException.class)
          .hasMessage(
              "fs.cache.mount.odd=odd://host/data: no FileSystem for scheme \"odd\"; put its jar on"
                  + " the class path or set fs.cache.under.odd.impl");
    }
  }

  @Test
  void unreachableStoreIsNamedAndNothingHangs() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    S3Access nobody = new S3Access(URI.create("http://127.0.0.1:" + port), "a", "b");
    Configuration configuration = TestMounts.s3(nobody, "photos");
    // As patient as S3A is when nobody tells it otherwise.
    configuration.unset("fs.s3a.attempts.maximum");
    configuration.unset("fs.s3a.retry.limit");
    configuration.unset("fs.s3a.retry.interval");
    long start = System.nanoTime();
    try (FileSystem cached = TestMounts.open(configuration)) {
      assertThatThrownBy(() -> cached.open(new Path("cache:///photos/a.jpg")))
          .isInstanceOf(UnreachableStoreException.class)
          .hasMessageStartingWith(
              "cache:/photos: cannot reach the store of fs.cache.mount.photos=s3a://photos")
          .hasMessageContaining("127.0.0.1:" + port + ": Connection refused")
          .hasMessageNotContaining("\n");
    }
    assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
  }

  @Test
  void renamingBetweenMountsIsRefused() throws IOException {
    Files.writeString(folder.resolve("a"), "text");
    Configuration configuration = TestMounts.local(folder);
    configuration.set("fs.cache.mount.second", folder.toUri().toString());
    try (FileSystem cached = TestMounts.open(configuration)) {
      assertThatThrownBy(() -> cached.rename(new Path("/local/a"), new Path("/second/b")))
          .hasMessageContaining("two mounts, local and second; copy instead");
    }
  }
}
