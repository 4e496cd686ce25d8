package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.s3.EmbeddedS3;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.AccessControlException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What may be set for one mount alone. */
@Timeout(120)
class MountOptionsTest {

  @TempDir java.nio.file.Path folder;

  @Test
  void readOnlyMountRefusesEveryChange() throws IOException {
    Files.writeString(folder.resolve("a"), "text");
    Configuration configuration = TestMounts.local(folder);
    configuration.set("fs.cache.mount.local.access", "read-only");
    Path file = new Path("/local/a");
    Path other = new Path("/local/b");
    try (FileSystem cached = TestMounts.open(configuration)) {
      ThrowingCallable[] changes = {
        () -> cached.create(other).close(),
        () -> cached.createFile(other).build().close(),
        () -> cached.append(file).close(),
        () -> cached.truncate(file, 1),
        () -> cached.rename(file, other),
        () -> cached.delete(file, false),
        () -> cached.mkdirs(other),
        () -> cached.concat(file, new Path[] {other}),
        () -> cached.setPermission(file, FsPermission.getDefault()),
        () -> cached.setTimes(file, 0, 0),
        () -> cached.setReplication(file, (short) 1),
        () -> cached.createSymlink(file, other, false),
        () -> cached.copyFromLocalFile(new Path(folder.resolve("a").toUri()), other),
        () -> cached.createMultipartUploader(file).build().close(),
        () -> cached.access(file, FsAction.WRITE),
      };
      for (int i = 0; i < changes.length; i++) {
        assertThatThrownBy(changes[i])
            .as("change %d", i)
            .isInstanceOf(AccessControlException.class)
            .hasMessageContaining("mount local is read-only by fs.cache.mount.local.access");
      }
      assertThat(cached.listStatus(new Path("/local"))).hasSize(1);
      cached.access(file, FsAction.READ);
      try (FSDataInputStream input = cached.open(file)) {
        assertThat(input.readAllBytes()).hasSize(4);
      }
    }
    assertThat(Files.readString(folder.resolve("a"))).isEqualTo("text");
  }

  @Test
  void freshnessOfAMountWinsOverTheCommonOne() throws IOException {
    Files.writeString(folder.resolve("a"), "text");
    Configuration configuration = TestMounts.local(folder);
    configuration.set("fs.cache.metadata.freshness", "never");
    configuration.set("fs.cache.mount.fresh", folder.toUri().toString());
    configuration.set("fs.cache.mount.fresh.freshness", "0");
    try (FileSystem cached = TestMounts.open(configuration)) {
      Path old = new Path("/local/a");
      Path fresh = new Path("/fresh/a");
      assertThat(cached.getFileStatus(old).getLen()).isEqualTo(4);
      assertThat(cached.getFileStatus(fresh).getLen()).isEqualTo(4);
      Files.writeString(folder.resolve("a"), "longer");
      assertThat(cached.getFileStatus(old).getLen()).isEqualTo(4);
      assertThat(cached.getFileStatus(fresh).getLen()).isEqualTo(6);
    }
  }

  @Test
  void credentialsOfAMountAreItsAloneAndProveNothingForOthers() throws IOException {
    try (EmbeddedS3 server = EmbeddedS3.start(folder)) {
      String bucket = "keys-" + Long.toString(System.nanoTime(), 36);
      server.createBucket(bucket);
      Configuration configuration = TestMounts.s3(server.access(), bucket);
      String access = configuration.get("fs.s3a.access.key");
      String secret = configuration.get("fs.s3a.secret.key");
      configuration.set("fs.s3a.secret.key", "wrong");
      configuration.set("fs.s3a.bucket." + bucket + ".secret.key", "wrong as well");
      configuration.set("fs.cache.mount.own", "s3a://" + bucket);
      configuration.set("fs.cache.mount.own.conf.fs.s3a.access.key", access);
      configuration.set("fs.cache.mount.own.conf.fs.s3a.secret.key", secret);
      try (FileSystem cached = TestMounts.open(configuration)) {
        Path file = new Path("/own/a.txt");
        try (FSDataOutputStream output = cached.create(file)) {
          output.writeBytes("text");
        }
        for (int i = 0; i < 2; i++) {
          try (FSDataInputStream input = cached.open(file)) {
            assertThat(input.readAllBytes()).hasSize(4);
          }
        }
        assertThatThrownBy(() -> cached.open(new Path("/photos/a.txt")).read())
            .isInstanceOf(AccessDeniedException.class)
            .hasMessageContaining("cache:/photos/a.txt");
      }
    }
  }

  @Test
  void wrongOptionsOfMountsAreReportedTogetherWithTheNearestKnownOnes() {
    Configuration configuration = new Configuration();
    configuration.set("fs.cache.mount.a", "file:///data");
    configuration.set("fs.cache.mount.a.acess", "read-only");
    configuration.set("fs.cache.mount.a.access", "sometimes");
    configuration.set("fs.cache.mount.a.freshness", "soon");
    configuration.set("fs.cache.mount.b", "file:///data");
    configuration.set("fs.cache.mount.b.path", "x/../y");
    configuration.set("fs.cache.mount.c", "file:///data");
    configuration.set("fs.cache.mount.d", "file:///data");
    configuration.set("fs.cache.mount.d.path", "/c");
    configuration.set("fs.cache.mount.photo.access", "read-only");
    assertThatThrownBy(() -> FileSystem.newInstance(URI.create("cache:///"), configuration))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("fs.cache.mount.a.acess is no option of a mount; nearest:")
        .hasMessageContaining(
            "fs.cache.mount.a.access (known: path, access, freshness, write, conf.")
        .hasMessageContaining(
            "fs.cache.mount.a.access = \"sometimes\" is not one of read-write, read-only")
        .hasMessageContaining("fs.cache.mount.a.freshness = \"soon\" is not a time")
        .hasMessageContaining("fs.cache.mount.b.path = \"x/../y\" is not a path such as")
        .hasMessageContaining("fs.cache.mount.c and fs.cache.mount.d are both shown at /c")
        .hasMessageContaining("fs.cache.mount.photo.access is set, but there is no mount \"photo\"")
        .hasMessageNotContaining("\n");
  }
}
