package io.kindling.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kindling.cache.node.ClusterHost;
import io.kindling.s3.EmbeddedS3;
import io.kindling.s3.RequestCounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What one JVM heard about files on S3 saves the requests of others, and its changes reach them.
 */
@Timeout(180)
class SharedStatusesIT {

  private static final String BUCKET = "photos";
  private static final String ROOT = "cache:///photos/";

  @TempDir static java.nio.file.Path folder;
  private static EmbeddedS3 server;
  private static ClusterHost host;
  private static FileSystem bare;
  private static ReaderJvm first;
  private static ReaderJvm second;
  private static ReaderJvm forgetful;

  @BeforeAll
  static void start() throws Exception {
    server = EmbeddedS3.start(folder);
    server.createBucket(BUCKET);
    host =
        ClusterHost.start(
            "127.0.0.1",
            Map.of("fs.cache.memory.size", "128m", "fs.cache.faults", "strict"),
            System.getProperty("user.name"));
    Map<String, String> options = new HashMap<>(host.invitation());
    options.putAll(server.access().hadoopOptions());
    options.put("fs.cache.mount.photos", "s3a://" + BUCKET);
    options.put("fs.cache.metadata.freshness", "10m");
    first = ReaderJvm.start(options);
    second = ReaderJvm.start(options);
    options.put("fs.cache.metadata.absence-freshness", "10m");
    forgetful = ReaderJvm.start(options);
    host.awaitNodes(3, Duration.ofSeconds(60));
    Configuration configuration = TestMounts.s3(server.access(), BUCKET);
    bare = FileSystem.newInstance(java.net.URI.create("s3a://" + BUCKET), configuration);
  }

  @AfterAll
  static void stop() throws IOException {
    bare.close();
    first.close();
    second.close();
    forgetful.close();
    host.close();
    server.close();
  }

  @Test
  void listingInOneJvmSavesTheHeadsAndTheListingInAnother() throws IOException {
    int files = 250;
    IntStream.range(0, files)
        .parallel()
        .forEach(i -> write("class0/%04d.jpg".formatted(i), "picture " + i));
    server.reset();

    long published = counter(first, "STATUSES_PUBLISHED");
    first.say("folder " + ROOT + "class0");
    ReaderJvm.Outcome cold = first.outcome();
    RequestCounts counts = server.counts();
    assertThat(counts.headObject()).isZero();
    assertThat(counts.listObjects()).isEqualTo(1);
    assertThat(counts.getObject()).isEqualTo(files);
    await().until(() -> counter(first, "STATUSES_PUBLISHED") - published == files);
    server.reset();

    // Without a listing of its own: the owners know each file.
    long heard = counter(second, "STATUSES_OWNERS");
    for (int i = 0; i < 100; i++) {
      assertThat(second.does("text " + ROOT + "class0/%04d.jpg".formatted(i)))
          .isEqualTo("picture " + i);
    }
    assertThat(counter(second, "STATUSES_OWNERS") - heard).isEqualTo(100);
    second.say("folder " + ROOT + "class0");
    assertThat(second.outcome().checksum()).isEqualTo(cold.checksum());
    assertThat(server.counts()).isEqualTo(new RequestCounts(0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void readersOfOneFileInTwoJvmsAskOnce() throws IOException {
    write("together/a.txt", "x".repeat(1_000));
    server.reset();
    first.say("together " + ROOT + "together/a.txt 8");
    second.say("together " + ROOT + "together/a.txt 8");
    assertThat(first.answer()).isEqualTo("8000");
    assertThat(second.answer()).isEqualTo("8000");
    assertThat(server.counts().headObject()).isEqualTo(1);
    assertThat(server.counts().getObject()).isEqualTo(1);
  }

  @Test
  void whatIsWrittenInOneJvmIsReadInTheOthers() throws IOException {
    String path = ROOT + "changing/a.txt";
    for (int version = 1; version <= 5; version++) {
      ReaderJvm writer = version % 2 == 0 ? first : second;
      assertThat(writer.does("write " + path + " version" + version)).isEqualTo("written");
      for (ReaderJvm reader : new ReaderJvm[] {first, second, forgetful}) {
        assertThat(reader.does("text " + path)).isEqualTo("version" + version);
        assertThat(reader.does("names " + ROOT + "changing")).isEqualTo("a.txt");
      }
    }
    assertThat(first.does("delete " + path)).isEqualTo("true");
    for (ReaderJvm reader : new ReaderJvm[] {first, second, forgetful}) {
      assertThat(reader.does("text " + path)).isEqualTo("nothing");
    }
  }

  @Test
  void movedAndDeletedTreesAreSeenInTheOthers() throws IOException {
    String tree = ROOT + "tree";
    for (int i = 0; i < 5; i++) {
      first.does("write " + tree + "/a/b" + i + "/c.txt deep" + i);
    }
    for (int i = 0; i < 5; i++) {
      assertThat(second.does("text " + tree + "/a/b" + i + "/c.txt")).isEqualTo("deep" + i);
    }
    assertThat(second.does("names " + tree + "/a")).isEqualTo("b0,b1,b2,b3,b4");
    assertThat(first.does("rename " + tree + "/a " + tree + "/z")).isEqualTo("true");
    for (int i = 0; i < 5; i++) {
      assertThat(second.does("text " + tree + "/a/b" + i + "/c.txt")).isEqualTo("nothing");
      assertThat(second.does("text " + tree + "/z/b" + i + "/c.txt")).isEqualTo("deep" + i);
    }
    assertThat(second.does("names " + tree)).isEqualTo("z");
    assertThat(second.does("delete " + tree)).isEqualTo("true");
    for (ReaderJvm reader : new ReaderJvm[] {first, second, forgetful}) {
      assertThat(reader.does("exists " + tree + "/z")).isEqualTo("false");
      assertThat(reader.does("text " + tree + "/z/b1/c.txt")).isEqualTo("nothing");
      assertThat(reader.does("names " + tree + "/z/b1")).isEqualTo("nothing");
    }
  }

  @Test
  void absenceIsRememberedWhereItIsDeclaredAndEndsWithTheNextWrite() throws IOException {
    String path = ROOT + "absent/sub/a.txt";
    assertThat(first.does("exists " + path)).isEqualTo("false");
    assertThat(forgetful.does("exists " + path)).isEqualTo("false");
    assertThat(forgetful.does("exists " + ROOT + "absent")).isEqualTo("false");
    server.reset();
    assertThat(forgetful.does("exists " + path)).isEqualTo("false");
    assertThat(server.counts()).isEqualTo(new RequestCounts(0, 0, 0, 0, 0, 0, 0));
    assertThat(first.does("exists " + path)).isEqualTo("false");
    assertThat(server.counts().headObject()).as("absence is not believed there").isPositive();

    assertThat(second.does("write " + path + " here")).isEqualTo("written");
    for (ReaderJvm reader : new ReaderJvm[] {first, second, forgetful}) {
      assertThat(reader.does("text " + path)).isEqualTo("here");
      assertThat(reader.does("exists " + ROOT + "absent")).isEqualTo("true");
      assertThat(reader.does("names " + ROOT + "absent")).isEqualTo("sub");
    }
  }

  @Test
  void foldersThatCommittersWorkInAreAlwaysListedByTheStore() throws IOException {
    first.does("write " + ROOT + "out/_temporary/0/part-0 x");
    first.does("names " + ROOT + "out/_temporary/0");
    server.reset();
    assertThat(second.does("names " + ROOT + "out/_temporary/0")).isEqualTo("part-0");
    assertThat(second.does("names " + ROOT + "out/_temporary/0")).isEqualTo("part-0");
    assertThat(server.counts().listObjects()).isEqualTo(2);
  }

  private static long counter(ReaderJvm reader, String name) throws IOException {
    return Long.parseLong(reader.does("counter " + name));
  }

  private static void write(String key, String text) {
    try (FSDataOutputStream output = bare.create(new Path("s3a://" + BUCKET + "/" + key))) {
      output.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
