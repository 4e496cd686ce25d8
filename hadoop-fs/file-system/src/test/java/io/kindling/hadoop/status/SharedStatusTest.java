package io.kindling.hadoop.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.cache.block.Strength;
import io.kindling.cache.status.FileStatusEntry;
import io.kindling.hadoop.mount.Mount;
import io.kindling.hadoop.mount.UnderStore;
import io.kindling.hadoop.status.KnownFile.Asked;
import io.kindling.hadoop.status.KnownFile.Source;
import java.io.IOException;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileStatus.AttrFlags;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.fs.s3a.S3AFileStatus;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.security.UserGroupInformation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SharedStatusTest {

  private static final @Nullable Path NO_LINK = null;
  private static final @Nullable String NO_VERSION = null;

  private final Mount mount =
      new Mount(
          "m",
          new Path("file:///tmp"),
          new Configuration(),
          UserGroupInformation.createRemoteUser("ann"));

  @Test
  void everyFieldOfAPlainStatusComesBack() throws IOException {
    FileStatus told =
        new FileStatus(
            123,
            false,
            3,
            1L << 27,
            1_700_000_000_000L,
            1_700_000_000_001L,
            new FsPermission((short) 01640),
            "ann",
            "staff",
            NO_LINK,
            new Path("file:/tmp/a b%"),
            Set.of(AttrFlags.HAS_ACL, AttrFlags.SNAPSHOT_ENABLED));
    FileStatus back = thereAndBack(told, "/m/a b%");
    assertThat(back.getLen()).isEqualTo(123);
    assertThat(back.getReplication()).isEqualTo((short) 3);
    assertThat(back.getBlockSize()).isEqualTo(1L << 27);
    assertThat(back.getModificationTime()).isEqualTo(1_700_000_000_000L);
    assertThat(back.getAccessTime()).isEqualTo(1_700_000_000_001L);
    assertThat(back.getPermission()).isEqualTo(told.getPermission());
    assertThat(back.getOwner()).isEqualTo("ann");
    assertThat(back.getGroup()).isEqualTo("staff");
    assertThat(back.getPath()).isEqualTo(told.getPath());
    assertThat(back.hasAcl()).isTrue();
    assertThat(back.isSnapshotEnabled()).isTrue();
    assertThat(back.isEncrypted()).isFalse();
    assertThat(back.isErasureCoded()).isFalse();
  }

  @Test
  void folderComesBackAsAFolder() throws IOException {
    FileStatus told = new FileStatus(0, true, 0, 0, 99, new Path("file:/tmp/f"));
    FileStatus back = thereAndBack(told, "/m/f");
    assertThat(back.isDirectory()).isTrue();
    assertThat(back.getModificationTime()).isEqualTo(99);
    assertThat(back.getOwner()).isEmpty();
  }

  @Test
  void linkMeansNothingToOthers() throws IOException {
    Path path = new Path("file:/tmp/l");
    FileStatus link = new FileStatus(0, false, 0, 0, 99, path);
    link.setSymlink(new Path("file:/tmp/a"));
    KnownFile known = known(link, "/m/l");
    assertThat(SharedStatus.entry(known, known.store().canonicalUri(path))).isNull();
  }

  @Test
  void statusOfAnotherPathIsNotTold() throws IOException {
    FileStatus told = new FileStatus(1, false, 1, 1, 99, new Path("file:/tmp/real"));
    assertThat(SharedStatus.entry(known(told, "/m/link"), "file:///tmp/link")).isNull();
  }

  @Test
  void etagComesBackAsTheStoreWroteIt() throws IOException {
    Path path = new Path("file:/tmp/a");
    for (String etag : new String[] {"abc", "\"abc\"", "W/\"abc\""}) {
      S3AFileStatus told = new S3AFileStatus(7, 99, path, 1 << 20, "ann", etag, NO_VERSION);
      FileStatus back = thereAndBack(told, "/m/a");
      assertThat(UnderStore.rawEtag(back)).isEqualTo(etag);
      assertThat(back.isEncrypted()).isEqualTo(told.isEncrypted());
      assertThat(back.getPermission()).isEqualTo(told.getPermission());
    }
  }

  /** The id of a file of HDFS is in its version, though no longer in the status. */
  @Test
  void versionIsThatOfTheStatusThatWasTold() throws IOException {
    Path path = new Path("file:/tmp/h");
    FileStatus told =
        (FileStatus)
            new HdfsFileStatus.Builder()
                .length(5)
                .mtime(99)
                .fileId(4711)
                .perm(new FsPermission((short) 0644))
                .owner("ann")
                .group("staff")
                .path("h".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .build();
    told.setPath(path);
    KnownFile known = known(told, "/m/h");
    FileStatusEntry entry = SharedStatus.entry(known, known.store().canonicalUri(path));
    assertThat(entry).isNotNull();
    assertThat(entry.identity()).contains("4711");
    assertThat(entry.strength()).isEqualTo(Strength.WEAK);
    assertThat(entry.version()).isEqualTo(known.version());
  }

  private FileStatus thereAndBack(FileStatus told, String path) throws IOException {
    KnownFile known = known(told, path);
    UnderStore store = mount.store();
    FileStatusEntry entry = SharedStatus.entry(known, store.canonicalUri(mount.under(path)));
    assertThat(entry).isNotNull();
    assertThat(entry.details().length).isLessThan(64);
    return SharedStatus.status(entry, store, mount.under(path));
  }

  private KnownFile known(FileStatus status, String path) throws IOException {
    return new KnownFile(
        mount, mount.store(), mount.paths().of(path), status, Source.STATUS, Asked.now());
  }
}
