package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.hadoop.read.CachingInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
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

  @Test
  void whoeverAsksForTheLocalFileSystemGetsOneThatCaches() throws IOException {
    Configuration local = TestMounts.local(folder);
    local.set("fs.file.impl", CachingLocalFileSystem.class.getName());
    local.setBoolean("fs.file.impl.disable.cache", true);
    Path file = new Path(new Path(folder.toUri()), "sub/x");
    Path copy = new Path(new Path(folder.toUri()), "copy");
    try (LocalFileSystem taken = FileSystem.getLocal(local);
        FileSystem mounted = TestMounts.open(local)) {
      assertThat(taken).isInstanceOf(CachingLocalFileSystem.class);
      assertThat(taken.getUri()).isEqualTo(URI.create("file:///"));
      write(taken, file, "text");
      assertThat(read(taken, file)).isEqualTo("text");
      assertThat(taken.listStatus(file.getParent())[0].getPath()).isEqualTo(file);
      assertThat(taken.listFiles(file.getParent(), true).next().getPath()).isEqualTo(file);
      assertThat(taken.pathToFile(file)).isEqualTo(folder.resolve("sub/x").toFile());
      assertThat(taken.getRawFileSystem().getClass().getSimpleName())
          .isEqualTo("RawLocalFileSystem");
      assertThat(taken.rename(file, copy)).isTrue();
      assertThat(taken.exists(file)).isFalse();
      mounted.copyToLocalFile(new Path("/local/copy"), file);
      mounted.copyFromLocalFile(file, new Path("/local/sub/back"));
      assertThat(read(taken, file)).isEqualTo("text");
      assertThat(read(mounted, new Path("/local/sub/back"))).isEqualTo("text");
    }
  }

  /** They call methods that are overridden, or tell of checksum files, which stay beside files. */
  private static final Set<String> INHERITED_ON_PURPOSE =
      Set.of(
          "completeLocalOutput",
          "copyFromLocalFile",
          "copyToLocalFile",
          "getBytesPerSum",
          "getChecksumFile",
          "getChecksumFileLength",
          "getScheme",
          "getVerifyChecksum",
          "mkdirs",
          "openFile",
          "setConf",
          "startLocalOutput");

  @Test
  void everyMethodOfTheLocalFileSystemReachesTheCache() {
    assertThat(
            Arrays.stream(CachingLocalFileSystem.class.getMethods())
                .filter(
                    method ->
                        method.getDeclaringClass() == LocalFileSystem.class
                            || method.getDeclaringClass() == ChecksumFileSystem.class)
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .map(Method::getName))
        .isSubsetOf(INHERITED_ON_PURPOSE);
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
