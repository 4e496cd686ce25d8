package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mounts below the path of another: {@code outer} at {@code /outer}, {@code inner} at {@code
 * /outer/sets/inner}, of which {@code sets} is a folder of no store, and {@code deep} at {@code
 * /none/deep}.
 */
@Timeout(60)
class NestedMountsTest {

  @TempDir java.nio.file.Path folder;
  private FileSystem cached;

  @BeforeEach
  void start() throws IOException {
    Configuration configuration = TestMounts.local(folder.resolve("unused"));
    configuration.unset("fs.cache.mount.local");
    for (String name : List.of("outer", "inner", "deep")) {
      Files.createDirectories(folder.resolve(name));
      Files.writeString(folder.resolve(name).resolve(name + ".txt"), name);
      configuration.set("fs.cache.mount." + name, folder.resolve(name).toUri().toString());
    }
    configuration.set("fs.cache.mount.inner.path", "/outer/sets/inner");
    configuration.set("fs.cache.mount.deep.path", "/none/deep");
    cached = TestMounts.open(configuration);
  }

  @AfterEach
  void stop() throws IOException {
    cached.close();
  }

  @Test
  void longestPathWinsAndPathsComeBackAsTheyWereAskedFor() throws IOException {
    assertThat(read("/outer/outer.txt")).isEqualTo("outer");
    assertThat(read("/outer/sets/inner/inner.txt")).isEqualTo("inner");
    assertThat(read("/none/deep/deep.txt")).isEqualTo("deep");
    FileStatus status = cached.getFileStatus(new Path("/outer/sets/inner/inner.txt"));
    assertThat(status.getPath()).isEqualTo(new Path("cache:/outer/sets/inner/inner.txt"));
    assertThat(cached.exists(new Path("/outer/sets/innermost"))).isFalse();
  }

  @Test
  void listingsShowMountsInPlaceOfWhatTheyCover() throws IOException {
    assertThat(list("/")).containsExactly("cache:/none", "cache:/outer");
    assertThat(list("/none")).containsExactly("cache:/none/deep");
    assertThat(list("/outer")).containsExactly("cache:/outer/outer.txt", "cache:/outer/sets");
    assertThat(list("/outer/sets")).containsExactly("cache:/outer/sets/inner");
    assertThat(cached.getFileStatus(new Path("/outer/sets")).isDirectory()).isTrue();
    assertThat(cached.getFileStatus(new Path("/none")).getPath())
        .isEqualTo(new Path("cache:/none"));

    Files.createDirectories(folder.resolve("outer/sets/inner/covered"));
    Files.createDirectories(folder.resolve("outer/sets/own"));
    assertThat(list("/outer/sets"))
        .containsExactly("cache:/outer/sets/inner", "cache:/outer/sets/own");
    assertThat(list("/outer/sets/inner")).containsExactly("cache:/outer/sets/inner/inner.txt");
    List<String> all = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> files = cached.listFiles(new Path("/"), true);
    while (files.hasNext()) {
      all.add(files.next().getPath().toString());
    }
    assertThat(all)
        .containsExactlyInAnyOrder(
            "cache:/none/deep/deep.txt",
            "cache:/outer/outer.txt",
            "cache:/outer/sets/inner/inner.txt");
    assertThat(cached.getContentSummary(new Path("/outer")).getFileCount()).isEqualTo(2);
    assertThat(cached.globStatus(new Path("/outer/*/*/*.txt"))).hasSize(1);
  }

  @Test
  void nothingMovesOrDeletesWhatHoldsMounts() throws IOException {
    Files.createDirectories(folder.resolve("outer/sets"));
    for (String held : List.of("/outer", "/outer/sets", "/outer/sets/inner")) {
      assertThatThrownBy(() -> cached.delete(new Path(held), true))
          .as(held)
          .hasMessageContaining("stay");
    }
    assertThatThrownBy(() -> cached.rename(new Path("/outer/sets"), new Path("/outer/other")))
        .hasMessageContaining("has mounts below it that would stay: inner");
    assertThatThrownBy(
            () -> cached.rename(new Path("/outer/outer.txt"), new Path("/outer/sets/inner/x")))
        .hasMessageContaining("two mounts, outer and inner; copy instead");
    assertThatThrownBy(() -> cached.rename(new Path("/outer/outer.txt"), new Path("/outer/sets")))
        .hasMessageContaining("has mounts below it");
    assertThatThrownBy(() -> cached.create(new Path("/outer/sets")).close())
        .hasMessageContaining("has mounts below it");
    assertThatThrownBy(() -> cached.create(new Path("/none")).close())
        .hasMessageContaining("cache:/none is a directory");
    assertThat(cached.mkdirs(new Path("/none"))).isTrue();
    assertThat(Files.exists(folder.resolve("inner/inner.txt"))).isTrue();

    assertThat(cached.rename(new Path("/outer/outer.txt"), new Path("/outer/moved"))).isTrue();
    assertThat(cached.delete(new Path("/outer/moved"), false)).isTrue();
  }

  private String read(String path) throws IOException {
    try (var input = cached.open(new Path(path))) {
      return new String(input.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  private List<String> list(String path) throws IOException {
    return Arrays.stream(cached.listStatus(new Path(path)))
        .map(status -> status.getPath().toString())
        .sorted()
        .toList();
  }
}
