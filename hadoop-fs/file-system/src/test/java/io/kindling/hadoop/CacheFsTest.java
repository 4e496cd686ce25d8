package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.hadoop.read.CachingInputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.AbstractFileSystem;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsAction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFsTest {

  @TempDir java.nio.file.Path folder;

  @Test
  void fileContextReadsAndWritesThroughTheCache() throws IOException {
    Configuration configuration = TestMounts.local(folder);
    configuration.set("fs.AbstractFileSystem.cache.impl", CacheFs.class.getName());
    FileContext files = FileContext.getFileContext(URI.create("cache:///"), configuration);
    Path first = new Path("cache:///local/sub/a.txt");
    Path second = new Path("cache:///local/sub/b.txt");

    try (FSDataOutputStream output =
        files.create(first, EnumSet.of(CreateFlag.CREATE), CreateOpts.createParent())) {
      output.writeBytes("text");
    }
    files.rename(first, second, Rename.NONE);

    assertThat(files.util().exists(first)).isFalse();
    assertThat(files.listStatus(new Path("cache:///local/sub")).next().getPath()).isEqualTo(second);
    try (FSDataInputStream input = files.open(second)) {
      assertThat(input.getWrappedStream()).isInstanceOf(CachingInputStream.class);
      assertThat(input.readAllBytes()).hasSize(4);
    }
    assertThat(Files.readString(folder.resolve("sub/b.txt"))).isEqualTo("text");
    assertThat(files.delete(second.getParent(), true)).isTrue();
  }

  @Test
  void linksListingsAndAttributesGoThroughFileContext() throws IOException {
    Configuration configuration = TestMounts.local(folder);
    configuration.set("fs.AbstractFileSystem.cache.impl", CacheFs.class.getName());
    FileContext files = FileContext.getFileContext(URI.create("cache:///"), configuration);
    Files.createDirectory(folder.resolve("sub"));
    Files.writeString(folder.resolve("sub/a:b"), "text");
    Path file = new Path("cache:/local/sub/a:b");

    assertThat(files.getDefaultFileSystem().supportsSymlinks()).isTrue();
    assertThat(files.listStatus(new Path("/local/sub")).next().getPath()).isEqualTo(file);
    assertThat(files.listLocatedStatus(new Path("/local/sub")).next().getLen()).isEqualTo(4);
    assertThat(files.util().listStatus(new Path("/"))).hasSize(1);
    files.access(file, FsAction.READ);
    assertThatThrownBy(() -> files.getAclStatus(file))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("LocalFileSystem");
    Files.writeString(folder.resolve("target"), "other");
    files.rename(file, new Path("cache:/local/target"), Rename.OVERWRITE);
    assertThat(Files.readString(folder.resolve("target"))).isEqualTo("text");
  }

  @Test
  void renamingOntoItselfKeepsTheFileAndReplacingMovesTheChecksums() throws IOException {
    FileContext files = mounted();
    Path first = new Path("cache:///local/a.txt");
    Path second = new Path("cache:///local/b.txt");
    write(files, first, "first");
    write(files, second, "second");

    assertThatThrownBy(() -> files.rename(first, first, Rename.OVERWRITE))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("cache:/local/a.txt");
    assertThat(read(files, first)).isEqualTo("first");
    assertThatThrownBy(() -> files.rename(first, second, Rename.NONE))
        .isInstanceOf(FileAlreadyExistsException.class);
    files.rename(first, second, Rename.OVERWRITE);
    assertThat(read(files, second)).isEqualTo("first");
    assertThat(folder.resolve(".a.txt.crc")).doesNotExist();
    assertThat(folder.resolve(".b.txt.crc")).exists();
  }

  @Test
  void linksAreToldAsLinks() throws IOException {
    FileContext files = mounted();
    Files.writeString(folder.resolve("target"), "text");
    Files.createSymbolicLink(folder.resolve("near"), java.nio.file.Path.of("target"));
    Files.createSymbolicLink(folder.resolve("far"), folder.resolve("target"));
    Path near = new Path("cache:///local/near");

    assertThat(files.getFileLinkStatus(near).isSymlink()).isTrue();
    assertThat(files.getLinkTarget(near)).isEqualTo(new Path("target"));
    assertThat(files.getLinkTarget(new Path("cache:///local/far")))
        .isEqualTo(new Path("/local/target"));
    assertThat(read(files, near)).isEqualTo("text");
    assertThat(files.getFileLinkStatus(new Path("cache:///local/target")).isSymlink()).isFalse();
  }

  private FileContext mounted() throws IOException {
    Configuration configuration = TestMounts.local(folder);
    configuration.set("fs.AbstractFileSystem.cache.impl", CacheFs.class.getName());
    return FileContext.getFileContext(URI.create("cache:///"), configuration);
  }

  private static void write(FileContext files, Path path, String text) throws IOException {
    try (FSDataOutputStream output = files.create(path, EnumSet.of(CreateFlag.CREATE))) {
      output.writeBytes(text);
    }
  }

  private static String read(FileContext files, Path path) throws IOException {
    try (FSDataInputStream input = files.open(path)) {
      return new String(input.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** They are built from others, or tell what the URI tells. */
  private static final Set<String> INHERITED_ON_PURPOSE =
      Set.of(
          "checkPath",
          "checkScheme",
          "equals",
          "getStatistics",
          "getUri",
          "getUriPath",
          "hashCode",
          "makeQualified",
          "open",
          "resolvePath",
          "setXAttr");

  @Test
  void everyPublicMethodOfAnAbstractFileSystemIsForwardedOrInheritedOnPurpose() {
    assertThat(
            Arrays.stream(CacheFs.class.getMethods())
                .filter(method -> method.getDeclaringClass() == AbstractFileSystem.class)
                .filter(
                    method ->
                        !Modifier.isStatic(method.getModifiers())
                            && !Modifier.isFinal(method.getModifiers()))
                .map(Method::getName))
        .isSubsetOf(INHERITED_ON_PURPOSE);
  }
}
