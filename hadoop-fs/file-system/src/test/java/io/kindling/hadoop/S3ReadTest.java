package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kindling.cache.block.FileVersion;
import io.kindling.cache.client.FileChangedException;
import io.kindling.hadoop.samples.FilePacks;
import io.kindling.s3.EmbeddedS3;
import io.kindling.s3.RequestCounts;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
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

/** Exact numbers of requests of a reader of S3 through S3A. */
@Timeout(120)
class S3ReadTest {

  private static final int MIB = 1 << 20;

  @TempDir java.nio.file.Path folder;
  private EmbeddedS3 server;
  private FileSystem bare;
  private FileSystem cached;
  private String bucket;

  @BeforeEach
  void start() throws IOException {
    server = EmbeddedS3.start(folder);
    // Blocks outlive a test, so each has a bucket of its own name.
    bucket = "photos-" + Long.toString(System.nanoTime(), 36);
    server.createBucket(bucket);
    Configuration configuration = TestMounts.s3(server.access(), bucket);
    bare = FileSystem.newInstance(URI.create("s3a://" + bucket), configuration);
    cached = TestMounts.open(configuration);
  }

  @AfterEach
  void stop() throws IOException {
    cached.close();
    bare.close();
    server.close();
  }

  @Test
  void coldFileCostsOneHeadAndOneGetAndWarmOneNothing() throws IOException {
    byte[] content = write("a.jpg", 110_000);
    server.reset();

    assertThat(read("a.jpg")).matches(same(content));
    assertThat(server.counts()).isEqualTo(new RequestCounts(1, 1, 0, 0, 0, 0, 110_000));

    assertThat(read("a.jpg")).matches(same(content));
    assertThat(server.counts()).isEqualTo(new RequestCounts(1, 1, 0, 0, 0, 0, 110_000));
  }

  @Test
  void oneListingSavesTheHeadOfEveryFile() throws IOException {
    for (int i = 0; i < 20; i++) {
      write("class/" + i + ".jpg", 1000 + i);
    }
    server.reset();

    FileStatus[] files = cached.listStatus(new Path("cache:///photos/class"));
    for (FileStatus file : files) {
      try (FSDataInputStream input = cached.open(file.getPath())) {
        assertThat(input.readAllBytes()).hasSize((int) file.getLen());
      }
    }

    long bytes = IntStream.range(1000, 1020).sum();
    assertThat(files).hasSize(20);
    assertThat(server.counts()).isEqualTo(new RequestCounts(20, 0, 1, 0, 0, 0, bytes));
  }

  @Test
  void recursiveListingIsOneRequestAndSavesTheHeadsAsWell() throws IOException {
    for (int i = 0; i < 6; i++) {
      write("set/class-" + i % 3 + "/" + i + ".jpg", 100);
    }
    server.reset();

    int count = 0;
    RemoteIterator<LocatedFileStatus> files =
        cached.listFiles(new Path("cache:///photos/set"), true);
    while (files.hasNext()) {
      LocatedFileStatus file = files.next();
      assertThat(file.getPath().toString()).startsWith("cache:/photos/set/class-");
      try (FSDataInputStream input =
          FutureStreams.get(cached.openFile(file.getPath()).withFileStatus(file).build())) {
        assertThat(input.readAllBytes()).hasSize(100);
      }
      count++;
    }

    assertThat(count).isEqualTo(6);
    assertThat(server.counts()).isEqualTo(new RequestCounts(6, 0, 1, 0, 0, 0, 600));
  }

  @Test
  void largeReadIsFetchedInFewRangesThatDoNotOverlap() throws IOException {
    byte[] content = write("big.bin", 40 * MIB + 12_345);
    byte[] read = new byte[content.length];
    server.reset();

    try (FSDataInputStream input = cached.open(new Path("cache:///photos/big.bin"))) {
      input.readFully(0, read);
    }

    // One request brings 16 MiB.
    assertThat(read).matches(same(content));
    assertThat(server.counts()).isEqualTo(new RequestCounts(3, 1, 0, 0, 0, 0, content.length));
    assertThat(read("big.bin")).matches(same(content));
    assertThat(server.counts().getObject()).isEqualTo(3);
  }

  @Test
  void givenStatusOrFreshnessOfNeverAskNothingAndZeroAsksEachTime() throws IOException {
    write("a.jpg", 1000);
    FileStatus status = cached.getFileStatus(new Path("/photos/a.jpg"));
    Configuration careful = new Configuration(cached.getConf());
    careful.set("fs.cache.metadata.freshness", "0");
    try (FileSystem always = TestMounts.open(careful)) {
      server.reset();
      for (int i = 0; i < 3; i++) {
        FutureStreams.get(always.openFile(status.getPath()).withFileStatus(status).build()).close();
      }
      assertThat(server.counts().headObject()).isZero();
      for (int i = 0; i < 3; i++) {
        always.open(status.getPath()).close();
      }
      assertThat(server.counts().headObject()).isEqualTo(3);
    }
  }

  @Test
  void statusMadeInAnotherJvmIsEnoughToReadByAndToBeRefusedBy() throws IOException {
    byte[] content = write("a.jpg", 1000);
    FileStatus listed = cached.listStatus(new Path("/photos/a.jpg"))[0];
    FileStatus travelled = new TravelledStatus(listed);
    Configuration careful = new Configuration(cached.getConf());
    careful.set("fs.cache.metadata.freshness", "0");
    try (FileSystem always = TestMounts.open(careful)) {
      server.reset();
      assertThat(read(always, travelled)).isEqualTo(content);
      assertThat(server.counts()).isEqualTo(new RequestCounts(1, 0, 0, 0, 0, 0, 1000));
      assertThat(read(always, travelled)).isEqualTo(content);
      assertThat(always.getFileBlockLocations(travelled, 0, 1000)).hasSize(1);
      assertThat(server.counts()).isEqualTo(new RequestCounts(1, 0, 0, 0, 0, 0, 1000));

      write("b.jpg", 1000);
      FileStatus outdated = new TravelledStatus(cached.getFileStatus(new Path("/photos/b.jpg")));
      write("b.jpg", 1000);
      assertThatThrownBy(() -> read(always, outdated)).isInstanceOf(FileChangedException.class);
    }
  }

  private static byte[] read(FileSystem files, FileStatus status) throws IOException {
    try (FSDataInputStream input =
        FutureStreams.get(files.openFile(status.getPath()).withFileStatus(status).build())) {
      return input.readAllBytes();
    }
  }

  @Test
  void versionOfATravelledStatusIsKnownWithoutARequest() throws IOException {
    write("big.bin", MIB);
    Path path = new Path("cache:///photos/big.bin");
    FileStatus travelled = new TravelledStatus(cached.listStatus(path.getParent())[0]);
    FilePacks packs = FilePacks.of(cached, path);
    server.reset();
    RequestCounts none = server.counts();

    FileVersion version = packs.proven(path, travelled);

    assertThat(version).isNotNull();
    assertThat(version).isEqualTo(packs.source(path, travelled).version());
    assertThat(version.fileKey()).isEqualTo(packs.key(path));
    assertThat(server.counts()).isEqualTo(none);
  }

  /** What is left of a status when only its plain values are sent. */
  private static final class TravelledStatus extends FileStatus implements EtagSource {
    private static final long serialVersionUID = 1L;
    private final String etag;

    TravelledStatus(FileStatus sent) {
      super(sent.getLen(), false, 1, 1 << 20, sent.getModificationTime(), sent.getPath());
      etag = ((EtagSource) sent).getEtag();
    }

    @Override
    public String getEtag() {
      return etag;
    }
  }

  @Test
  void readingASliceFetchesOnlyTheBlocksOfTheSlice() throws IOException {
    byte[] content = write("big.bin", 40 * MIB);
    server.reset();
    byte[] slice = new byte[100_000];

    try (FSDataInputStream input = cached.open(new Path("cache:///photos/big.bin"))) {
      input.readFully(21 * MIB, slice);
    }

    assertThat(slice).matches(same(Arrays.copyOfRange(content, 21 * MIB, 21 * MIB + 100_000)));
    assertThat(server.counts().getObject()).isOne();
    // The rest of the block goes on to its owner after the caller has its bytes.
    await().untilAsserted(() -> assertThat(server.counts().getObjectBytes()).isEqualTo(4L * MIB));
    assertThat(server.counts().getObject()).isOne();
  }

  @Test
  void fileThatChangesWhileItIsReadFailsWithAClearErrorAndIsReadAfresh() throws IOException {
    write("big.bin", 24 * MIB);
    Path path = new Path("cache:///photos/big.bin");
    byte[] changed;
    try (FSDataInputStream input = cached.open(path)) {
      input.readFully(0, new byte[1000]);
      changed = write("big.bin", 24 * MIB);
      assertThatThrownBy(() -> input.readFully(20 * MIB, new byte[1000]))
          .isInstanceOf(FileChangedException.class)
          .hasMessageContaining("s3a://" + bucket)
          .hasMessageContaining("/big.bin changed while it was read")
          .hasMessageContaining("open it again")
          .hasMessageNotContaining("\n");
    }

    assertThat(read("big.bin")).matches(same(changed));
  }

  @Test
  void refusedAndMissingObjectsAreNamedByTheirCachePath() throws IOException {
    write("secret/a.jpg", 1000);
    server.refusals().refuse("secret/", 403);

    assertThatThrownBy(() -> cached.open(new Path("cache:///photos/secret/a.jpg")))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageStartingWith("cache:/photos/secret/a.jpg: the store refuses s3a://" + bucket);
    assertThatThrownBy(() -> cached.open(new Path("cache:///photos/none.jpg")))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage(
            "cache:/photos/none.jpg: No such file or directory: s3a://" + bucket + "/none.jpg");
    assertThat(cached.exists(new Path("cache:///photos/none.jpg"))).isFalse();
  }

  @Test
  void ownWritesAreSeenAtOnce() throws IOException {
    write("a.jpg", 1000);
    read("a.jpg");
    Path path = new Path("cache:///photos/a.jpg");
    byte[] second = random(2000);
    try (FSDataOutputStream output = cached.create(path, true)) {
      output.write(second);
    }
    assertThat(read("a.jpg")).matches(same(second));

    assertThat(cached.rename(path, new Path("cache:///photos/b.jpg"))).isTrue();
    assertThat(read("b.jpg")).matches(same(second));
    assertThatThrownBy(() -> cached.open(path)).isInstanceOf(FileNotFoundException.class);

    assertThat(cached.delete(new Path("cache:///photos/b.jpg"), false)).isTrue();
    assertThatThrownBy(() -> read("b.jpg")).isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void serverCountsWhatS3aSaysItSent() throws IOException {
    write("a.jpg", 1000);
    long getsBefore = statistic("object_get_requests") + statistic("action_http_get_request");
    long headsBefore = statistic("action_http_head_request");
    server.reset();

    for (int i = 0; i < 5; i++) {
      try (FSDataInputStream input = bare.open(new Path("s3a://" + bucket + "/a.jpg"))) {
        input.readAllBytes();
      }
    }

    assertThat(server.counts().headObject())
        .isEqualTo(statistic("action_http_head_request") - headsBefore)
        .isEqualTo(5);
    assertThat(server.counts().getObject())
        .isEqualTo(
            statistic("object_get_requests") + statistic("action_http_get_request") - getsBefore)
        .isEqualTo(5);
  }

  private long statistic(String name) {
    Long value =
        ((org.apache.hadoop.fs.statistics.IOStatisticsSource) bare)
            .getIOStatistics()
            .counters()
            .get(name);
    return value == null ? 0 : value;
  }

  private byte[] write(String key, int bytes) throws IOException {
    byte[] content = random(bytes);
    try (FSDataOutputStream output = bare.create(new Path("s3a://" + bucket + "/" + key), true)) {
      output.write(content);
    }
    return content;
  }

  private byte[] read(String key) throws IOException {
    try (FSDataInputStream input = cached.open(new Path("cache:///photos/" + key))) {
      return input.readAllBytes();
    }
  }

  private static Predicate<byte[]> same(byte[] expected) {
    return actual -> Arrays.equals(actual, expected);
  }

  private static byte[] random(int bytes) {
    byte[] content = new byte[bytes];
    new Random(System.nanoTime()).nextBytes(content);
    return content;
  }
}
