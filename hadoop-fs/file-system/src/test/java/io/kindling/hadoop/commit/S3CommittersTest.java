package io.kindling.hadoop.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.hadoop.CachingFileSystem;
import io.kindling.s3.EmbeddedS3;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * S3A's committers for jobs that write to {@code cache:///}, and to a scheme that was taken over.
 */
@Timeout(180)
class S3CommittersTest {

  @TempDir java.nio.file.Path folder;
  private EmbeddedS3 server;
  private String bucket;
  private Configuration options;
  private FileSystem cached;
  private FileSystem bare;

  @BeforeEach
  void start() throws IOException {
    server = EmbeddedS3.start(folder.resolve("s3"));
    bucket = "jobs-" + Long.toString(System.nanoTime(), 36);
    server.createBucket(bucket);
    options = new Configuration();
    server.access().hadoopOptions().forEach(options::set);
    options.set("fs.cache.mount.jobs", "s3a://" + bucket);
    options.set("fs.cache.faults", "strict");
    options.set(
        "mapreduce.outputcommitter.factory.scheme.cache", CacheCommitterFactory.class.getName());
    options.set("fs.s3a.committer.staging.tmp.path", folder.resolve("staging").toString());
    options.set("fs.s3a.committer.staging.unique-filenames", "false");
    options.set("fs.s3a.buffer.dir", folder.resolve("buffer").toString());
    options.set("hadoop.tmp.dir", folder.resolve("tmp").toString());
    bare = FileSystem.newInstance(URI.create("s3a://" + bucket), options);
  }

  /** The table as a path of the cache. */
  private Path table(Reached reached) throws IOException {
    Path table = new Path("cache:///jobs/table");
    if (reached == Reached.BY_TAKEOVER) {
      table = new Path("s3a://" + bucket + "/table");
      options.set("fs.s3a.impl", CachingFileSystem.class.getName());
      options.set(
          "mapreduce.outputcommitter.factory.scheme.s3a", CacheCommitterFactory.class.getName());
    }
    cached = table.getFileSystem(options);
    return cached.makeQualified(table);
  }

  private enum Reached {
    BY_MOUNT,
    BY_TAKEOVER
  }

  @AfterEach
  void stop() throws IOException {
    bare.close();
    // The next test's server has another port.
    FileSystem.closeAll();
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void whatTwoTasksWroteIsThereAfterTheMagicCommitAndNotBefore(Reached reached) throws IOException {
    whatTwoTasksWroteIsThereAfterTheCommitAndNotBefore("magic", reached);
  }

  @Tag("full")
  @ParameterizedTest
  @CsvSource({
    "directory, BY_MOUNT",
    "partitioned, BY_MOUNT",
    "file, BY_MOUNT",
    "directory, BY_TAKEOVER",
    "partitioned, BY_TAKEOVER"
  })
  void whatTwoTasksWroteIsThereAfterTheCommitAndNotBefore(String committer, Reached reached)
      throws IOException {
    options.set("fs.s3a.committer.name", committer);
    options.set("fs.s3a.committer.staging.conflict-mode", "append");
    options.set("mapreduce.fileoutputcommitter.algorithm.version", "1");
    Path output = table(reached);
    SmallJob job = new SmallJob("Rows", 1, output, options);
    assertThat(job.driver().getOutputPath()).isEqualTo(output);
    assertThat(job.driver() instanceof FileOutputCommitter).isEqualTo(committer.equals("file"));

    job.setup();
    job.runTask(0, "zero");
    job.runTask(1, "one");
    job.failTask(2);
    assertThatThrownBy(() -> cached.getFileStatus(new Path(output, job.fileName(0))))
        .isInstanceOf(FileNotFoundException.class);
    job.commit();

    assertThat(rows(output))
        .containsOnly(Map.entry(job.fileName(0), "zero"), Map.entry(job.fileName(1), "one"));
    assertThat(bare.exists(new Path("s3a://" + bucket + "/table/" + job.fileName(0)))).isTrue();
    assertThat(bare.exists(new Path("s3a://" + bucket + "/table/__magic"))).isFalse();
  }

  @Tag("full")
  @ParameterizedTest
  @ValueSource(strings = {"magic", "directory"})
  void commitReplacesWhatTheCacheKnew(String committer) throws IOException {
    options.set("fs.s3a.committer.name", committer);
    options.set("fs.s3a.committer.staging.conflict-mode", "replace");
    Path output = table(Reached.BY_MOUNT);
    SmallJob first = new SmallJob("Rows", 1, output, options);
    first.setup();
    first.runTask(0, "old content");
    first.commit();
    assertThat(rows(output)).containsExactly(Map.entry(first.fileName(0), "old content"));

    SmallJob second = new SmallJob("Rows", 2, output, options);
    second.setup();
    second.runTask(0, "new");
    second.commit();
    assertThat(rows(output)).containsExactly(Map.entry(first.fileName(0), "new"));
  }

  @Test
  void twoMagicJobsAtOnceKeepEachOthersFiles() throws IOException {
    options.set("fs.s3a.committer.name", "magic");
    // Else the end of one job gives up the uploads of the other.
    options.set("fs.s3a.committer.abort.pending.uploads", "false");
    Path output = table(Reached.BY_MOUNT);
    SmallJob first = new SmallJob("First", 1, output, options);
    SmallJob second = new SmallJob("Second", 2, output, options);
    first.setup();
    second.setup();
    first.runTask(0, "first 0");
    second.runTask(0, "second 0");
    second.runTask(1, "second 1");
    second.commit();
    first.runTask(1, "first 1");
    first.commit();

    assertThat(rows(output).values())
        .containsExactlyInAnyOrder("first 0", "first 1", "second 0", "second 1");
  }

  @Tag("full")
  @ParameterizedTest
  @ValueSource(strings = {"magic", "directory"})
  void abortedJobLeavesNothing(String committer) throws IOException {
    options.set("fs.s3a.committer.name", committer);
    Path output = table(Reached.BY_MOUNT);
    SmallJob job = new SmallJob("Rows", 1, output, options);
    job.setup();
    job.runTask(0, "zero");
    job.abort();

    assertThat(cached.exists(new Path(output, job.fileName(0)))).isFalse();
    assertThat(bare.listFiles(new Path("s3a://" + bucket + "/"), true).hasNext()).isFalse();
  }

  @Test
  void readOnlyMountTakesNoJob() throws IOException {
    options.set("fs.s3a.committer.name", "directory");
    options.set("fs.cache.mount.jobs.access", "read-only");
    Path output = table(Reached.BY_MOUNT);
    assertThatThrownBy(() -> new SmallJob("Rows", 1, output, options))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("read-only");
  }

  @Test
  void factoryForAnotherFileSystemSaysWhatToUnset() {
    options.set(
        "mapreduce.outputcommitter.factory.scheme.file", CacheCommitterFactory.class.getName());
    Path output = new Path(folder.resolve("out").toUri());
    assertThatThrownBy(() -> new SmallJob("Rows", 1, output, options))
        .isInstanceOf(PathIOException.class)
        .hasMessageContaining("unset mapreduce.outputcommitter.factory.scheme.file");
  }

  private Map<String, String> rows(Path table) throws IOException {
    assertThat(cached).isInstanceOf(CachingFileSystem.class);
    Map<String, String> rows = new TreeMap<>();
    String root = cached.makeQualified(table).toString() + "/";
    RemoteIterator<LocatedFileStatus> files = cached.listFiles(table, true);
    while (files.hasNext()) {
      Path file = files.next().getPath();
      if (file.getName().equals("_SUCCESS")) {
        continue;
      }
      try (FSDataInputStream input = cached.open(file)) {
        rows.put(
            file.toString().substring(root.length()),
            new String(input.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return rows;
  }
}
