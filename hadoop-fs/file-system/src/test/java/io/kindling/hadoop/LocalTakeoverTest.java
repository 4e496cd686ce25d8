package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.hadoop.read.CachingInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Local files keep their paths when the cache takes scheme {@code file} over. */
@Timeout(120)
class LocalTakeoverTest {

  @TempDir java.nio.file.Path folder;

  @Test
  void localFilesAreReadThroughTheCacheToo() throws IOException {
    Configuration local = TestMounts.local(folder);
    local.set("fs.file.impl", CachingFileSystem.class.getName());
    Path file = new Path(folder.toUri().toString(), "x y.txt");
    try (FileSystem taken = FileSystem.newInstance(URI.create("file:///"), local)) {
      write(taken, file, "text");
      assertThat(taken.getUri()).isEqualTo(URI.create("file:///"));
      FileStatus status = taken.getFileStatus(file);
      assertThat(status.getPath().toUri().getScheme()).isEqualTo("file");
      assertThat(status.getPath().toUri().getPath())
          .isEqualTo(folder.resolve("x y.txt").toString());
      assertThat(taken.getFileStatus(new Path(folder.toString())).isDirectory()).isTrue();
      assertThat(read(taken, file)).isEqualTo("text");
      assertThatThrownBy(() -> taken.open(new Path(folder + "/none")))
          .isInstanceOf(FileNotFoundException.class);
    }
  }

  private static void write(FileSystem fileSystem, Path file, String text) throws IOException {
    try (FSDataOutputStream output = fileSystem.create(file)) {
      output.writeBytes(text);
    }
  }

  private static String read(FileSystem fileSystem, Path file) throws IOException {
    try (FSDataInputStream input = fileSystem.open(file)) {
      assertThat(input.getWrappedStream()).isInstanceOf(CachingInputStream.class);
      return new String(input.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
