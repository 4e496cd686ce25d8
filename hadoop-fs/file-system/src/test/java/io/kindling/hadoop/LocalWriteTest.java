package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.InvalidPathHandleException;
import org.apache.hadoop.fs.Options.HandleOpt;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathHandle;
import org.apache.hadoop.fs.RawPathHandle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What changes files, where the contract suites do not look. */
@Timeout(60)
class LocalWriteTest {

  @TempDir java.nio.file.Path folder;
  private FileSystem cached;

  @BeforeEach
  void start() throws IOException {
    Configuration configuration = TestMounts.local(folder);
    configuration.set("fs.cache.mount.raw", folder.resolve("raw").toUri().toString());
    Files.createDirectories(folder.resolve("raw"));
    cached = TestMounts.open(configuration);
  }

  @AfterEach
  void stop() throws IOException {
    cached.close();
  }

  @Test
  void whatWasFlushedIsReadWhileTheFileIsStillWritten() throws IOException {
    Path path = path("log");
    // Without checksums, bytes are in the file as soon as they are flushed.
    cached.setWriteChecksum(false);
    try (FSDataOutputStream output = cached.create(path)) {
      output.writeBytes("first");
      output.hflush();
      assertThat(read(path)).isEqualTo("first");
      output.writeBytes(" second");
      output.hsync();
      assertThat(read(path)).isEqualTo("first second");
      assertThat(cached.getFileStatus(path).getLen()).isEqualTo(12);
    }
    assertThat(read(path)).isEqualTo("first second");
  }

  @Test
  void renameWithOptionsReplacesOnlyWhenAskedTo() throws IOException {
    write(path("a"), "from");
    write(path("b"), "to");
    read(path("b"));
    FileContext files = FileContext.getFileContext(cached.getUri(), withContext());
    assertThatThrownBy(() -> files.rename(path("a"), path("b")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(read(path("b"))).isEqualTo("to");

    files.rename(path("a"), path("b"), Rename.OVERWRITE);

    assertThatThrownBy(() -> files.rename(path("none"), path("b"), Rename.OVERWRITE))
        .isInstanceOf(FileNotFoundException.class);
    cached.msync();
    assertThat(read(path("b"))).isEqualTo("from");
  }

  @Test
  void renameToAnotherMountIsRefusedAndNamesBoth() throws IOException {
    write(path("a"), "text");
    assertThatThrownBy(() -> cached.rename(path("a"), new Path("cache:///raw/a")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("two mounts, local and raw");
  }

  @Test
  void handleOpensItsFileAndNoOtherContent() throws IOException {
    write(path("a"), "text");
    FileStatus status = cached.getFileStatus(path("a"));
    PathHandle handle = cached.getPathHandle(status, HandleOpt.exact());
    PathHandle sent = new RawPathHandle(handle.bytes());
    try (FSDataInputStream input = cached.open(sent)) {
      assertThat(new String(input.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("text");
    }

    cached.setTimes(path("a"), status.getModificationTime() + 5000, -1);
    assertThatThrownBy(() -> cached.open(sent)).isInstanceOf(InvalidPathHandleException.class);
    PathHandle bare =
        ((CachingFileSystem) cached)
            .under(path("a"))
            .store()
            .fileSystem()
            .getPathHandle(
                new FileStatus(1, false, 1, 1, 1, new Path(folder.toUri())), HandleOpt.path());
    assertThatThrownBy(() -> cached.open(bare))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another file system");
  }

  @Test
  void deleteOnExitAndCopiesFromTheLocalDiskReachTheStore() throws IOException {
    java.nio.file.Path source = Files.writeString(folder.resolve("source"), "text");
    cached.copyFromLocalFile(false, true, new Path(source.toUri()), path("copied"));
    assertThat(read(path("copied"))).isEqualTo("text");
    cached.moveFromLocalFile(new Path(source.toUri()), path("moved"));
    assertThat(source).doesNotExist();

    assertThat(cached.deleteOnExit(path("copied"))).isTrue();
    cached.close();
    assertThat(folder.resolve("copied")).doesNotExist();
    assertThat(folder.resolve("moved")).exists();
  }

  private Configuration withContext() {
    Configuration configuration = new Configuration(cached.getConf());
    configuration.set("fs.AbstractFileSystem.cache.impl", CacheFs.class.getName());
    return configuration;
  }

  private static Path path(String name) {
    return new Path("cache:///local/" + name);
  }

  private void write(Path path, String text) throws IOException {
    try (FSDataOutputStream output = cached.create(path)) {
      output.writeBytes(text);
    }
  }

  private String read(Path path) throws IOException {
    try (FSDataInputStream input = cached.open(path)) {
      return new String(input.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
