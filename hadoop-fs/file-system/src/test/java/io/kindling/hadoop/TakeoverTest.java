package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.hadoop.read.CachingInputStream;
import io.kindling.s3.EmbeddedS3;
import io.kindling.s3.RequestCounts;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.Trash;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users keep the paths of S3 when the cache takes its schemes over. */
@Timeout(120)
class TakeoverTest {

  @TempDir java.nio.file.Path folder;
  private EmbeddedS3 server;
  private String bucket;
  private Configuration configuration;

  @BeforeEach
  void start() throws IOException {
    server = EmbeddedS3.start(folder);
    bucket = "taken-" + Long.toString(System.nanoTime(), 36);
    server.createBucket(bucket);
    configuration = TestMounts.s3(server.access(), bucket);
    for (String scheme : List.of("s3a", "s3")) {
      configuration.set("fs." + scheme + ".impl", CachingFileSystem.class.getName());
    }
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3a", "s3"})
  void pathsStayAsUsersWriteThem(String scheme) throws IOException {
    Path root = new Path(scheme + "://" + bucket + "/");
    Path file = new Path(root, "a/b c.txt");
    try (FileSystem taken = FileSystem.newInstance(root.toUri(), configuration)) {
      assertThat(taken).isInstanceOf(CachingFileSystem.class);
      assertThat(taken.getUri()).isEqualTo(URI.create(scheme + "://" + bucket));
      assertThat(taken.getScheme()).isEqualTo(scheme);
      write(taken, file, "text");

      assertThat(taken.getFileStatus(file).getPath()).isEqualTo(file);
      assertThat(taken.listStatus(new Path("/a"))[0].getPath()).isEqualTo(file);
      assertThat(all(taken.listFiles(root, true))).containsExactly(file);
      assertThat(taken.globStatus(new Path(root, "*/b*"))[0].getPath()).isEqualTo(file);
      assertThat(taken.makeQualified(new Path("/a/b c.txt"))).isEqualTo(file);
      assertThat(taken.resolvePath(new Path("/a/b c.txt"))).isEqualTo(file);
      assertThat(taken.getHomeDirectory().toString()).startsWith(root + "user/");
      assertThat(taken.getWorkingDirectory()).isEqualTo(taken.getHomeDirectory());
      assertThat(taken.getTrashRoot(file).toString()).startsWith(root + "user/");
      taken.setWorkingDirectory(new Path("/a"));
      assertThat(taken.getFileStatus(new Path("b c.txt")).getPath()).isEqualTo(file);
      assertThat(taken.getFileStatus(root).isDirectory()).isTrue();
      assertThatThrownBy(() -> taken.open(root)).isInstanceOf(FileNotFoundException.class);
      assertThatThrownBy(() -> taken.open(new Path(scheme + "://other/a")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Wrong FS")
          .hasMessageContaining("other");
      assertThat(taken.rename(file, new Path("/c"))).isTrue();
      assertThat(read(taken, new Path(root, "c"))).isEqualTo("text");
      assertThat(taken.delete(new Path("/c"), false)).isTrue();
    }
  }

  @Test
  void contentFilledByOnePathIsHitByEveryOther() throws IOException {
    configuration.set("fs.cache.mount.sub", "s3://" + bucket + "/a/");
    Path file = new Path("s3a://" + bucket + "/a/é + b%.txt");
    try (FileSystem s3a = FileSystem.newInstance(file.toUri(), configuration);
        FileSystem s3 = FileSystem.newInstance(URI.create("s3://" + bucket), configuration);
        FileSystem mounted = TestMounts.open(configuration)) {
      write(s3a, file, "text");
      server.reset();
      assertThat(read(s3a, file)).isEqualTo("text");
      assertThat(server.counts()).isEqualTo(new RequestCounts(1, 1, 0, 0, 0, 0, 4));

      Path encoded = new Path(URI.create("/a/%C3%A9%20+%20b%25.txt"));
      assertThat(read(s3, new Path("s3://" + bucket + "/a/é + b%.txt"))).isEqualTo("text");
      assertThat(read(s3, encoded)).isEqualTo("text");
      assertThat(read(s3a, encoded)).isEqualTo("text");
      assertThat(read(mounted, new Path("cache:///photos/a/é + b%.txt"))).isEqualTo("text");
      assertThat(read(mounted, new Path("cache:///sub/é + b%.txt"))).isEqualTo("text");
      assertThat(server.counts().getObject()).isOne();
    }
  }

  @Test
  void trashAndNestedLookUpsEndInTheStoreAndNotInTheCacheAgain() throws IOException {
    configuration.set("fs.trash.interval", "10");
    configuration.set("fs.defaultFS", "s3a://" + bucket);
    Path file = new Path("s3a://" + bucket + "/x/y");
    try (FileSystem taken = FileSystem.get(file.toUri(), configuration)) {
      assertThat(file.getFileSystem(configuration)).isSameAs(taken);
      write(taken, file, "text");
      assertThat(Trash.moveToAppropriateTrash(taken, file, configuration)).isTrue();
      assertThat(taken.exists(file)).isFalse();
      Path trashed = new Path(taken.getTrashRoot(file), "Current/x/y");
      assertThat(read(taken, trashed)).isEqualTo("text");

      FileSystem store = ((CachingFileSystem) taken).mounts().of("/").store().fileSystem();
      try (FileSystem nested = FileSystem.get(file.toUri(), store.getConf())) {
        assertThat(nested).isNotInstanceOf(CachingFileSystem.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3a", "s3"})
  void fileContextTakesTheSamePaths(String scheme) throws IOException {
    configuration.set("fs.AbstractFileSystem." + scheme + ".impl", CacheFs.class.getName());
    Path file = new Path(scheme + "://" + bucket + "/a/b.txt");
    FileContext files = FileContext.getFileContext(file.toUri(), configuration);
    assertThat(files.getDefaultFileSystem()).isInstanceOf(CacheFs.class);
    try (FSDataOutputStream output =
        files.create(file, EnumSet.of(CreateFlag.CREATE), CreateOpts.createParent())) {
      output.writeBytes("text");
    }
    assertThat(files.getFileStatus(file).getPath()).isEqualTo(file);
    assertThat(files.listStatus(new Path("/a")).next().getPath()).isEqualTo(file);
    assertThat(files.makeQualified(new Path("/a/b.txt"))).isEqualTo(file);
    try (FSDataInputStream input = files.open(file)) {
      assertThat(input.getWrappedStream()).isInstanceOf(CachingInputStream.class);
      assertThat(input.readAllBytes()).hasSize(4);
    }
  }

  @Test
  void classOfTheStoreThatIsTheCacheItselfIsRefused() {
    configuration.set("fs.cache.under.s3a.impl", CachingFileSystem.class.getName());
    assertThatThrownBy(() -> FileSystem.newInstance(URI.create("s3a://" + bucket), configuration))
        .hasMessageContaining("fs.cache.under.s3a.impl = ")
        .hasMessageContaining("is the cache itself");
  }

  private static void write(FileSystem fileSystem, Path file, String text) throws IOException {
    try (FSDataOutputStream output = fileSystem.create(file)) {
      output.writeBytes(text);
    }
  }

  private static String read(FileSystem fileSystem, Path file) throws IOException {
    try (FSDataInputStream input = fileSystem.open(file)) {
      assertThat(input.getWrappedStream()).isInstanceOf(CachingInputStream.class);
      return new String(input.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  private static List<Path> all(RemoteIterator<LocatedFileStatus> files) throws IOException {
    List<Path> paths = new ArrayList<>();
    while (files.hasNext()) {
      paths.add(files.next().getPath());
    }
    return paths;
  }
}
