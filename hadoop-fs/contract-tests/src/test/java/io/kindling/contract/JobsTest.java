package io.kindling.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.TestDFSIO;
import org.apache.hadoop.tools.DistCp;
import org.apache.hadoop.util.Tool;
import org.apache.hadoop.util.ToolRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** DistCp and TestDFSIO, as MapReduce jobs in this JVM, through the cache. */
@Tag("full")
@Timeout(600)
class JobsTest {

  private static final int MIB = 1 << 20;

  @TempDir java.nio.file.Path folder;

  /** Jobs leave theirs open, and those of {@code cache:///} would be the next store's, too. */
  @AfterEach
  void closeFileSystems() throws IOException {
    FileSystem.closeAll();
  }

  @ParameterizedTest
  @EnumSource(names = {"MOUNT", "TAKEOVER"})
  void jobsOverHdfs(Access access) throws Exception {
    try (TestStore store = new HdfsStore(folder.resolve("hdfs"))) {
      copyThereAndBack(store, access);
      writeAndReadWithTestDfsIo(store, access);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"MOUNT", "TAKEOVER"})
  void jobsOverS3(Access access) throws Exception {
    try (TestStore store = new S3Store(folder.resolve("s3"))) {
      copyThereAndBack(store, access);
      writeAndReadWithTestDfsIo(store, access);
    }
  }

  private void copyThereAndBack(TestStore store, Access access) throws Exception {
    Configuration bareOptions = options(store, Access.BARE);
    Configuration options = options(store, access);
    Path bareTree = place(Access.BARE.root(store), store, "distcp");
    Path tree = place(access.root(store), store, "distcp");
    Path local = new Path(folder.toUri().toString(), "back-" + access.label());
    try (FileSystem bare = FileSystem.newInstance(store.root(), bareOptions)) {
      Random random = new Random(7);
      for (int i = 0; i < 12; i++) {
        byte[] content = new byte[random.nextInt(2 * MIB)];
        random.nextBytes(content);
        Path file = new Path(bareTree, "from/folder-%d/file-%d".formatted(i % 3, i));
        try (FSDataOutputStream output = bare.create(file)) {
          output.write(content);
        }
      }
      SortedMap<String, String> from = files(bare, new Path(bareTree, "from"));
      assertThat(from).hasSize(12);

      // Store to store through the cache, the same again with nothing to do, and out of it.
      run(new DistCp(options, null), options, tree + "/from", tree + "/to");
      assertThat(files(bare, new Path(bareTree, "to"))).isEqualTo(from);
      run(new DistCp(options, null), options, "-update", tree + "/from", tree + "/to");
      assertThat(files(bare, new Path(bareTree, "to"))).isEqualTo(from);
      run(new DistCp(options, null), options, tree + "/to", local.toString());
      try (FileSystem there = FileSystem.newInstance(local.toUri(), new Configuration())) {
        assertThat(files(there, local)).isEqualTo(from);
      }
      // What another changes is copied as it is now, and what is too much is deleted.
      assertThat(bare.delete(new Path(bareTree, "from/folder-0"), true)).isTrue();
      run(new DistCp(options, null), options, "-update", "-delete", tree + "/from", tree + "/to");
      assertThat(files(bare, new Path(bareTree, "to")))
          .isEqualTo(files(bare, new Path(bareTree, "from")))
          .hasSize(8);
    }
  }

  private void writeAndReadWithTestDfsIo(TestStore store, Access access) throws Exception {
    Configuration options = options(store, access);
    Path tree = place(access.root(store), store, "dfsio");
    options.set("test.build.data", tree.toString());
    String results = folder.resolve("dfsio-" + access.label() + ".log").toString();
    for (String step : new String[] {"-write", "-read"}) {
      run(new TestDFSIO(), options, step, "-nrFiles", "3", "-size", "4MB", "-resFile", results);
    }
    try (FileSystem bare = FileSystem.newInstance(store.root(), options(store, Access.BARE))) {
      Path data = new Path(place(store.root(), store, "dfsio"), "io_data");
      SortedMap<String, String> files = files(bare, data);
      assertThat(files)
          .hasSize(3)
          .allSatisfy((name, content) -> assertThat(content).startsWith("4194304 "));
    }
    assertThat(Files.readString(java.nio.file.Path.of(results))).contains("write", "read");
    run(new TestDFSIO(), options, "-clean");
  }

  private static void run(Tool tool, Configuration options, String... arguments) throws Exception {
    assertThat(ToolRunner.run(options, tool, arguments))
        .as("%s %s", tool.getClass().getSimpleName(), String.join(" ", arguments))
        .isZero();
  }

  /** Options of the store and of jobs that run in this JVM. */
  private Configuration options(TestStore store, Access access) {
    Configuration options = store.configuration();
    access.configure(options, store);
    options.set("fs.cache.metadata.freshness", "0");
    options.set("fs.cache.metadata.settle-time", "2s");
    options.set("fs.defaultFS", access.root(store).toString());
    options.set("mapreduce.framework.name", "local");
    options.set("hadoop.tmp.dir", folder.resolve("tmp").toString());
    options.set(
        "mapreduce.jobtracker.staging.root.dir", folder.resolve("staging").toUri().toString());
    return options;
  }

  private static Path place(URI root, TestStore store, String name) {
    return new Path(new Path(root), "." + store.folder() + "/" + name);
  }

  /** Length and checksum of each file below a folder. */
  private static SortedMap<String, String> files(FileSystem fileSystem, Path folder)
      throws IOException {
    Map<String, String> files = new TreeMap<>();
    RemoteIterator<LocatedFileStatus> found = fileSystem.listFiles(folder, true);
    String base = fileSystem.makeQualified(folder).toUri().getPath();
    while (found.hasNext()) {
      LocatedFileStatus file = found.next();
      try (FSDataInputStream input = fileSystem.open(file.getPath())) {
        CRC32 checksum = new CRC32();
        checksum.update(input.readAllBytes());
        files.put(
            file.getPath().toUri().getPath().substring(base.length()),
            file.getLen() + " " + checksum.getValue());
      }
    }
    return new TreeMap<>(files);
  }
}
