package io.kindling.hadoop.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.apache.hadoop.mapreduce.lib.output.committer.manifest.ManifestCommitter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Committers that move files by the file system itself, over a local folder. */
@Timeout(120)
class RenamingCommittersTest {

  private static final String MANIFEST =
      "org.apache.hadoop.mapreduce.lib.output.committer.manifest.ManifestCommitterFactory";

  @TempDir java.nio.file.Path folder;
  private Configuration options;
  private FileSystem cached;
  private Path output;

  @BeforeEach
  void start() throws IOException {
    options = new Configuration();
    options.set("fs.cache.mount.jobs", folder.toUri().toString());
    options.set("fs.cache.metadata.settle-time", "0ms");
    options.set("fs.cache.faults", "strict");
    options.set(
        "mapreduce.outputcommitter.factory.scheme.cache", CacheCommitterFactory.class.getName());
    cached = FileSystem.get(URI.create("cache:///"), options);
    output = new Path("cache:///jobs/table");
  }

  @AfterEach
  void stop() throws IOException {
    FileSystem.closeAll();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2", "manifest"})
  void rowsOfBothTasksAreThereAndNothingElse(String algorithm) throws IOException {
    if (algorithm.equals("manifest")) {
      options.set("mapreduce.outputcommitter.factory.scheme.cache", MANIFEST);
    } else {
      options.set("mapreduce.fileoutputcommitter.algorithm.version", algorithm);
    }
    SmallJob job = new SmallJob("Rows", 1, output, options);
    assertThat(job.driver())
        .isInstanceOf(
            algorithm.equals("manifest") ? ManifestCommitter.class : FileOutputCommitter.class);
    job.setup();
    job.runTask(0, "zero");
    job.runTask(1, "one");
    job.failTask(2);
    job.commit();

    assertThat(rows())
        .containsOnly(Map.entry(job.fileName(0), "zero"), Map.entry(job.fileName(1), "one"));
    assertThat(onDisk()).containsExactlyInAnyOrder("_SUCCESS", job.fileName(0), job.fileName(1));
  }

  @Test
  void twoManifestJobsAtOnceKeepEachOthersFiles() throws IOException {
    options.set("mapreduce.outputcommitter.factory.scheme.cache", MANIFEST);
    // Else the end of one job deletes the work of the other.
    options.set("mapreduce.fileoutputcommitter.cleanup.skipped", "true");
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

    assertThat(rows().values())
        .containsExactlyInAnyOrder("first 0", "first 1", "second 0", "second 1");
  }

  @Test
  void committerOfTheStoresSchemeIsTakenWhenOneIsConfigured() throws IOException {
    options.set("mapreduce.outputcommitter.factory.scheme.file", MANIFEST);
    SmallJob job = new SmallJob("Rows", 1, output, options);
    assertThat(job.driver()).isInstanceOf(PublishingCommitter.class);
    job.setup();
    job.runTask(0, "zero");
    assertThat(cached.exists(new Path(output, job.fileName(0)))).isFalse();
    job.commit();

    assertThat(rows()).containsExactly(Map.entry(job.fileName(0), "zero"));
  }

  private List<String> onDisk() throws IOException {
    java.nio.file.Path table = folder.resolve("table");
    try (Stream<java.nio.file.Path> files = Files.walk(table)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> table.relativize(file).toString())
          .filter(name -> !name.endsWith(".crc"))
          .toList();
    }
  }

  private Map<String, String> rows() throws IOException {
    Map<String, String> rows = new TreeMap<>();
    String root = cached.makeQualified(output).toString() + "/";
    RemoteIterator<LocatedFileStatus> files = cached.listFiles(output, true);
    while (files.hasNext()) {
      Path file = files.next().getPath();
      if (!file.toString().substring(root.length()).startsWith("_")) {
        try (FSDataInputStream input = cached.open(file)) {
          rows.put(
              file.toString().substring(root.length()),
              new String(input.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    return rows;
  }
}
