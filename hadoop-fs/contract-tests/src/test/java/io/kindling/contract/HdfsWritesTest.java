package io.kindling.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.AclEntry;
import org.apache.hadoop.fs.permission.AclEntryScope;
import org.apache.hadoop.fs.permission.AclEntryType;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.client.HdfsDataOutputStream;
import org.apache.hadoop.hdfs.client.HdfsDataOutputStream.SyncFlag;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What writers of HDFS use beyond Hadoop's suites, through the cache. */
@Tag("full")
@Timeout(120)
class HdfsWritesTest {

  private static HdfsStore store;
  private static DistributedFileSystem bare;

  @BeforeAll
  static void start() throws IOException {
    store = new HdfsStore(java.nio.file.Path.of("target/suites/hdfs-writes"));
    bare = (DistributedFileSystem) FileSystem.newInstance(store.root(), store.configuration());
  }

  @AfterAll
  static void stop() throws IOException {
    bare.close();
    store.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"MOUNT", "TAKEOVER"})
  void streamsAreStillOfHdfsAndBytesAreCountedOnce(Access access) throws IOException {
    Path path = path(access, "stream");
    try (FileSystem cached = open(access)) {
      long before = written();
      try (FSDataOutputStream output = cached.create(path)) {
        assertThat(output).isInstanceOf(HdfsDataOutputStream.class);
        HdfsDataOutputStream hdfs = (HdfsDataOutputStream) output;
        output.writeBytes("first");
        hdfs.hsync(EnumSet.of(SyncFlag.UPDATE_LENGTH));
        assertThat(hdfs.getCurrentBlockReplication()).isOne();
        assertThat(cached.getFileStatus(path).getLen()).isEqualTo(5);
        assertThat(read(cached, path)).isEqualTo("first");
        output.writeBytes(" second");
        output.hflush();
        assertThat(read(cached, path)).isEqualTo("first second");
      }
      assertThat(read(cached, path)).isEqualTo("first second");
      assertThat(written() - before).isEqualTo(12);
    }
  }

  @SuppressWarnings("deprecation")
  private static long written() {
    return FileSystem.getAllStatistics().stream()
        .mapToLong(FileSystem.Statistics::getBytesWritten)
        .sum();
  }

  @ParameterizedTest
  @EnumSource(names = {"MOUNT", "TAKEOVER"})
  void changesOfContentAreSeenAtOnce(Access access) throws IOException {
    Path path = path(access, "content");
    Path other = path(access, "other");
    try (FileSystem cached = open(access)) {
      write(cached, path, "first");
      assertThat(read(cached, path)).isEqualTo("first");
      try (FSDataOutputStream output = cached.append(path)) {
        output.writeBytes(" second");
      }
      assertThat(read(cached, path)).isEqualTo("first second");
      assertThat(cached.truncate(path, 0)).isTrue();
      assertThat(read(cached, path)).isEmpty();

      write(cached, path, "x".repeat(8192));
      write(cached, other, "tail");
      read(cached, path);
      cached.concat(path, new Path[] {other});
      assertThat(read(cached, path)).isEqualTo("x".repeat(8192) + "tail");
      assertThat(cached.exists(other)).isFalse();

      write(cached, other, "replacing");
      FileContext files = FileContext.getFileContext(access.root(store), configuration(access));
      files.rename(other, path, Rename.OVERWRITE);
      cached.msync();
      assertThat(read(cached, path)).isEqualTo("replacing");
      assertThat(cached.getFileChecksum(path))
          .isEqualTo(bare.getFileChecksum(underPath(access, "content")));
    }
  }

  /** HDFS answers before it has cut; {@code hadoop fs -truncate -w} waits in this way. */
  @ParameterizedTest
  @EnumSource(names = {"MOUNT", "TAKEOVER"})
  void aFileThatIsCutWithinABlockIsSeenAsSoonAsItIs(Access access) throws Exception {
    Path path = path(access, "cut");
    try (FileSystem cached = open(access)) {
      write(cached, path, "0123456789");
      assertThat(read(cached, path)).isEqualTo("0123456789");
      assertThat(cached.truncate(path, 4)).isFalse();
      // Less than the time for which statuses are believed.
      long limit = System.nanoTime() + Duration.ofSeconds(40).toNanos();
      while (cached.getFileStatus(path).getLen() != 4) {
        assertThat(System.nanoTime()).as("a cut that nobody sees").isLessThan(limit);
        Thread.sleep(20);
      }
      assertThat(read(cached, path)).isEqualTo("0123");
      try (FSDataOutputStream output = cached.append(path)) {
        output.writeBytes("x");
      }
      assertThat(read(cached, path)).isEqualTo("0123x");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MOUNT", "TAKEOVER"})
  void snapshotsComeAndGo(Access access) throws IOException {
    Path folder = path(access, "snapped");
    Path file = new Path(folder, "a");
    try (FileSystem cached = open(access)) {
      write(cached, file, "old");
      bare.allowSnapshot(underPath(access, "snapped"));
      Path snapshot = cached.createSnapshot(folder, "one");
      // HDFS itself tells the path without scheme and address.
      assertThat(cached.makeQualified(snapshot)).isEqualTo(new Path(folder, ".snapshot/one"));
      write(cached, file, "new");
      assertThat(read(cached, new Path(snapshot, "a"))).isEqualTo("old");
      cached.renameSnapshot(folder, "one", "two");
      assertThat(read(cached, new Path(folder, ".snapshot/two/a"))).isEqualTo("old");
      assertThatThrownBy(() -> cached.open(new Path(snapshot, "a")))
          .isInstanceOf(FileNotFoundException.class);
      cached.deleteSnapshot(folder, "two");
      assertThatThrownBy(() -> cached.open(new Path(folder, ".snapshot/two/a")))
          .isInstanceOf(FileNotFoundException.class);
      assertThat(read(cached, file)).isEqualTo("new");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MOUNT", "TAKEOVER"})
  void whatTheStoreKeepsBesideTheContentComesBack(Access access) throws IOException {
    Path folder = path(access, "kept");
    Path file = new Path(folder, "a");
    Path under = underPath(access, "kept/a");
    try (FileSystem cached = open(access)) {
      write(cached, file, "text");
      cached.setPermission(file, new FsPermission((short) 0640));
      AclEntry ann =
          new AclEntry.Builder()
              .setType(AclEntryType.USER)
              .setScope(AclEntryScope.ACCESS)
              .setName("ann")
              .setPermission(FsAction.READ)
              .build();
      cached.modifyAclEntries(file, List.of(ann));
      cached.setXAttr(file, "user.colour", "red".getBytes(StandardCharsets.UTF_8));
      cached.setStoragePolicy(folder, "COLD");
      cached.setQuota(folder, 10, 1 << 20);

      assertThat(cached.getAclStatus(file)).isEqualTo(bare.getAclStatus(under));
      assertThat(cached.getFileStatus(file).hasAcl()).isTrue();
      assertThat(cached.getXAttr(file, "user.colour"))
          .isEqualTo(bare.getXAttr(under, "user.colour"));
      assertThat(cached.getStoragePolicy(file).getName()).isEqualTo("COLD");
      assertThat(cached.getQuotaUsage(folder).getQuota()).isEqualTo(10);
      assertThat(cached.getContentSummary(folder).getLength()).isEqualTo(4);
    }
  }

  private static Configuration configuration(Access access) {
    Configuration configuration = store.configuration();
    access.configure(configuration, store);
    return configuration;
  }

  private static FileSystem open(Access access) throws IOException {
    return FileSystem.newInstance(access.root(store), configuration(access));
  }

  private static Path path(Access access, String name) {
    return new Path(new Path(access.root(store)), "writes-" + access.label() + "/" + name);
  }

  private static Path underPath(Access access, String name) {
    URI root = store.root();
    return new Path(new Path(root), "writes-" + access.label() + "/" + name);
  }

  private static void write(FileSystem files, Path path, String text) throws IOException {
    try (FSDataOutputStream output = files.create(path, true)) {
      output.writeBytes(text);
    }
  }

  private static String read(FileSystem files, Path path) throws IOException {
    try (FSDataInputStream input = files.open(path)) {
      return new String(input.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
