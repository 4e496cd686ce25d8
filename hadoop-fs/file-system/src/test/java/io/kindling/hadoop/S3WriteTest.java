package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.cache.metrics.Metric;
import io.kindling.cache.metrics.MetricsSnapshot;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.s3.EmbeddedS3;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.MultipartUploader;
import org.apache.hadoop.fs.PartHandle;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathHandle;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.UploadHandle;
import org.apache.hadoop.fs.statistics.IOStatisticsSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files written to S3 with {@code fs.cache.write=cache-through}, by exact numbers of requests. */
@Timeout(120)
class S3WriteTest {

  private static final int MIB = 1 << 20;

  @TempDir java.nio.file.Path folder;
  private EmbeddedS3 server;
  private FileSystem bare;
  private FileSystem cached;
  private String bucket;
  private MetricsSnapshot before;

  @BeforeEach
  void start() throws IOException {
    server = EmbeddedS3.start(folder);
    // Blocks outlive a test, so each has a bucket of its own name.
    bucket = "written-" + Long.toString(System.nanoTime(), 36);
    server.createBucket(bucket);
    Configuration configuration = TestMounts.s3(server.access(), bucket);
    configuration.set("fs.cache.write", "cache-through");
    configuration.set("fs.s3a.multipart.size", "5m");
    configuration.set("fs.s3a.impl", IntrudedS3A.class.getName());
    bare = FileSystem.newInstance(URI.create("s3a://" + bucket), configuration);
    cached = TestMounts.open(configuration);
    before = KindlingProcess.metrics();
  }

  @AfterEach
  void stop() throws IOException {
    cached.close();
    bare.close();
    server.close();
  }

  @Test
  void firstReadAfterTheWriteAsksForNothing() throws IOException {
    byte[] content = random(3 * MIB + 17);
    write(cached, path("a.bin"), content);
    server.reset();

    assertThat(Arrays.equals(read(path("a.bin")), content)).isTrue();
    assertThat(server.counts().getObject()).isZero();
    assertThat(server.counts().headObject()).isZero();
    assertThat(counted(Metric.WRITTEN_BYTES)).isEqualTo(content.length);
    assertThat(counted(Metric.FETCHED_BYTES)).isZero();
  }

  @Test
  void partsOfAMultipartUploadAreProvedAsWell() throws IOException {
    for (int length : new int[] {10 * MIB, 12 * MIB + 1, 5 * MIB}) {
      byte[] content = random(length);
      write(cached, path(length + ".bin"), content);
      server.reset();

      assertThat(Arrays.equals(read(path(length + ".bin")), content)).isTrue();
      assertThat(server.counts().getObject()).as("%d bytes", length).isZero();
    }
  }

  @Test
  void overwriteIsReadAsItWasWritten() throws IOException {
    write(cached, path("a.bin"), random(1000));
    read(path("a.bin"));
    byte[] second = random(1000);
    write(cached, path("a.bin"), second);
    server.reset();

    assertThat(read(path("a.bin"))).isEqualTo(second);
    assertThat(server.counts().getObject()).isZero();
  }

  @Test
  void somebodyElsesFileOfTheSameLengthIsNotTakenForOurs() throws IOException {
    byte[] ours = random(1000);
    byte[] theirs = random(1000);
    try (FSDataOutputStream output = cached.create(path("a.bin"))) {
      output.write(ours);
      IntrudedS3A.NEXT.set(() -> write(bare, new Path("s3a://" + bucket + "/a.bin"), theirs));
    }

    assertThat(read(path("a.bin"))).isEqualTo(theirs);
    assertThat(counted(Metric.WRITTEN_BYTES)).isZero();
    assertThat(counted(Metric.WRITES_NOT_KEPT)).isOne();
  }

  @Test
  void fileThatFindsNoRoomIsWrittenAllTheSame() throws IOException {
    Configuration tight = new Configuration(cached.getConf());
    tight.set("fs.cache.write.memory", "1m");
    byte[] content = random(2 * MIB);
    try (FileSystem files = TestMounts.open(tight)) {
      write(files, path("a.bin"), content);
    }
    server.reset();

    assertThat(Arrays.equals(read(path("a.bin")), content)).isTrue();
    assertThat(server.counts().getObject()).isOne();
    assertThat(counted(Metric.WRITES_NOT_KEPT)).isOne();
  }

  @Test
  void mountSaysWhatBecomesOfItsFiles() throws IOException {
    Configuration through = new Configuration(cached.getConf());
    through.set("fs.cache.mount.photos.write", "through");
    try (FileSystem files = TestMounts.open(through)) {
      write(files, path("a.bin"), random(1000));
    }
    assertThat(counted(Metric.WRITTEN_BYTES)).isZero();
    assertThat(counted(Metric.WRITES_NOT_KEPT)).isZero();

    through.set("fs.cache.mount.photos.write", "sideways");
    assertThatThrownBy(() -> TestMounts.open(through))
        .hasMessageContaining("fs.cache.mount.photos.write")
        .hasMessageContaining("cache-through");
  }

  @Test
  void writeSucceedsWhenTheCacheCannotLookAtIt() throws IOException {
    byte[] content = random(1000);
    try (FSDataOutputStream output = cached.create(path("a.bin"))) {
      output.write(content);
      IntrudedS3A.NEXT.set(
          () -> {
            throw new IOException("not now");
          });
    }

    assertThat(counted(Metric.WRITES_NOT_KEPT)).isOne();
    assertThat(read(path("a.bin"))).isEqualTo(content);
  }

  @Test
  void abortedFileIsNotThere() throws IOException {
    FSDataOutputStream output = cached.create(path("a.bin"));
    output.write(random(1000));
    assertThat(output.hasCapability(StreamCapabilities.ABORTABLE_STREAM)).isTrue();
    output.abort();
    output.close();

    assertThat(cached.exists(path("a.bin"))).isFalse();
    assertThat(counted(Metric.WRITTEN_BYTES)).isZero();
  }

  @Test
  void multipartUploaderWritesToTheStoreAndIsSeenAtOnce() throws Exception {
    write(cached, path("up/a.bin"), random(100));
    read(path("up/a.bin"));
    byte[] first = random(5 * MIB);
    byte[] second = random(17);
    Path file = path("up/a.bin");
    try (MultipartUploader uploader = cached.createMultipartUploader(path("up")).build()) {
      UploadHandle upload = uploader.startUpload(file).get();
      Map<Integer, PartHandle> parts = new HashMap<>();
      parts.put(1, put(uploader, upload, 1, false, file, first));
      parts.put(2, put(uploader, upload, 2, true, file, second));
      PathHandle handle = uploader.complete(upload, file, parts).get();
      assertThat(handle.toByteArray()).isNotEmpty();
      assertThatThrownBy(() -> uploader.startUpload(path("elsewhere")).get())
          .isInstanceOf(IllegalArgumentException.class);
    }

    byte[] read = read(file);
    assertThat(read).hasSize(first.length + second.length);
    assertThat(Arrays.equals(Arrays.copyOf(read, first.length), first)).isTrue();
    assertThat(Arrays.copyOfRange(read, first.length, read.length)).isEqualTo(second);
  }

  private static PartHandle put(
      MultipartUploader uploader,
      UploadHandle upload,
      int part,
      boolean last,
      Path file,
      byte[] bytes)
      throws Exception {
    return uploader
        .putPart(upload, part, last, file, new ByteArrayInputStream(bytes), bytes.length)
        .get();
  }

  @Test
  void streamsCanWhatTheStoresStreamsCan() throws IOException {
    try (FSDataOutputStream ours = cached.create(path("ours"));
        FSDataOutputStream theirs = bare.create(new Path("s3a://" + bucket + "/theirs"))) {
      for (String capability :
          new String[] {
            "hflush",
            StreamCapabilities.HSYNC,
            StreamCapabilities.DROPBEHIND,
            StreamCapabilities.ABORTABLE_STREAM,
            StreamCapabilities.IOSTATISTICS,
            "no such thing"
          }) {
        assertThat(ours.hasCapability(capability))
            .as(capability)
            .isEqualTo(theirs.hasCapability(capability));
      }
      ours.write(new byte[10]);
      assertThat(ours.getPos()).isEqualTo(10);
      assertThat(IOStatisticsSupport.retrieveIOStatistics(ours).counters())
          .containsKeys("stream_write_bytes");
    }
  }

  private static Path path(String key) {
    return new Path("cache:///photos/" + key);
  }

  private static void write(FileSystem files, Path path, byte[] content) throws IOException {
    try (FSDataOutputStream output = files.create(path, true)) {
      output.write(content, 0, content.length / 3);
      for (int i = content.length / 3; i < content.length / 3 + 5; i++) {
        output.write(content[i]);
      }
      output.write(content, content.length / 3 + 5, content.length - content.length / 3 - 5);
    }
  }

  private byte[] read(Path path) throws IOException {
    try (FSDataInputStream input = cached.open(path)) {
      return input.readAllBytes();
    }
  }

  private long counted(Metric metric) {
    return KindlingProcess.metrics().minus(before).get(metric);
  }

  private static byte[] random(int bytes) {
    byte[] content = new byte[bytes];
    new Random(System.nanoTime()).nextBytes(content);
    return content;
  }
}
