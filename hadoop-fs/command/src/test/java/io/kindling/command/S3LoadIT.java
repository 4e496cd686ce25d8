package io.kindling.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.command.output.ExitCode;
import io.kindling.s3.EmbeddedS3Process;
import io.kindling.s3.RequestCounts;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads from S3, and counts what it is asked. */
class S3LoadIT {

  private static final int SMALL_FILES = 30;
  private static final int SMALL = 20_000;
  private static final int LARGE = 200_000;

  @TempDir private static Path folder;
  private static EmbeddedS3Process server;
  private static NodeInThisJvm node;
  private static FileSystem bare;
  private static Path options;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedS3Process.start(Files.createDirectory(folder.resolve("s3")), "photos");
    node = new NodeInThisJvm(folder);
    Map<String, String> s3 = new TreeMap<>(server.access().hadoopOptions());
    s3.put("fs.cache.mount.s3", "s3a://photos");
    options = folder.resolve("s3.xml");
    NodeInThisJvm.writeConfiguration(options, s3);
    Configuration configuration = new Configuration();
    s3.forEach(configuration::set);
    bare = FileSystem.newInstance(URI.create("s3a://photos"), configuration);
  }

  @BeforeEach
  void write() {
    IntStream.range(0, SMALL_FILES).forEach(i -> put("set/" + i + ".jpg", SMALL));
    put("set/large.bin", LARGE);
    var ignored = server.reset();
  }

  @AfterEach
  void empty() {
    var ignored = freedBlocks("/s3/set");
  }

  @AfterAll
  static void stop() throws IOException {
    bare.close();
    node.close();
    server.close();
  }

  @Test
  void smallFileCostsOneRequestAndALargeOneOneForEachBlock() {
    JsonNode json = load("/s3/set").exits(ExitCode.DONE).json();
    assertThat(json.get("complete").asBoolean()).isTrue();
    // The node does not know the mount: the command fetches what it cannot.
    assertThat(json.get("bytesHere").asLong()).isEqualTo((long) SMALL_FILES * SMALL + LARGE);
    assertThat(json.get("bytesDone").asLong()).isEqualTo((long) SMALL_FILES * SMALL + LARGE);
    RequestCounts counts = server.counts();
    assertThat(counts.getObject()).isEqualTo(SMALL_FILES + 4);
    // Of the folder itself.
    assertThat(counts.headObject()).isLessThanOrEqualTo(2);

    var before = server.reset();
    assertThat(before).isEqualTo(counts);
    assertThat(load("/s3/set").exits(ExitCode.DONE).json().get("bytesThereBefore").asLong())
        .isEqualTo((long) SMALL_FILES * SMALL + LARGE);
    assertThat(server.counts().getObject()).isZero();
    var ignored = node.run("check", "/s3/set", "--conf", options.toString()).exits(ExitCode.DONE);
    ignored =
        node.run("check", "s3a://photos/set", "--conf", options.toString()).exits(ExitCode.DONE);
  }

  @Test
  void freeTakesThePathThatUsersWrite() {
    var ignored = load("/s3/set").exits(ExitCode.DONE);
    assertThat(freedBlocks("s3a://photos/set/3.jpg")).isEqualTo(1);
    assertThat(freedBlocks("/s3/set/3.jpg")).isZero();
    assertThat(freedBlocks("s3a://photos/set/")).isEqualTo(SMALL_FILES - 1 + 4);
    assertThat(freedBlocks("/s3/set")).isZero();
  }

  private long freedBlocks(String path) {
    return node.run("free", path, "--json", "--conf", options.toString())
        .exits(ExitCode.DONE)
        .json()
        .get("paths")
        .get(0)
        .get("blocks")
        .asLong();
  }

  @Test
  void changedObjectIsNewToCheckAndLoad() {
    var ignored = load("/s3/set").exits(ExitCode.DONE);
    put("set/7.jpg", SMALL + 1);
    JsonNode check =
        node.run("check", "/s3/set", "--json", "--conf", options.toString())
            .exits(ExitCode.INCOMPLETE)
            .json();
    assertThat(check.get("incomplete")).hasSize(1);
    assertThat(check.get("incomplete").get(0).get("path").asText()).endsWith("/7.jpg");
    ignored = load("/s3/set").exits(ExitCode.DONE);
    ignored = node.run("check", "/s3/set", "--conf", options.toString()).exits(ExitCode.DONE);
  }

  @Test
  void bandwidthIsKept() {
    long start = System.nanoTime();
    var ignored = load("/s3/set/large.bin", "--bandwidth", "100k").exits(ExitCode.DONE);
    assertThat(System.nanoTime() - start).isGreaterThan(1_500_000_000L);
  }

  private CommandRun load(String path, String... more) {
    String[] arguments = new String[5 + more.length];
    System.arraycopy(
        new String[] {"load", path, "--json", "--conf", options.toString()}, 0, arguments, 0, 5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return node.run(arguments);
  }

  private static void put(String name, int length) {
    byte[] bytes = new byte[length];
    new java.util.Random(name.hashCode() + (long) length).nextBytes(bytes);
    try (OutputStream output =
        bare.create(new org.apache.hadoop.fs.Path("s3a://photos/" + name), true)) {
      output.write(bytes);
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }
}
