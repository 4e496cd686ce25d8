package io.kindling.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.command.output.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every verb against a storage node in this JVM over a local folder. */
class VerbsTest {

  private static final int FILES = 10;
  private static final int SMALL = 10_000;
  private static final int LARGE = 300_000;
  private static final long ALL = (long) FILES * SMALL + LARGE;

  @TempDir private static Path folder;
  private static NodeInThisJvm node;

  @BeforeAll
  static void start() throws IOException {
    node = new NodeInThisJvm(folder);
    for (int i = 0; i < FILES; i++) {
      node.put("set/a/" + i + ".jpg", SMALL);
    }
    node.put("set/b/large file.bin", LARGE);
  }

  @AfterAll
  static void stop() throws IOException {
    node.close();
  }

  @BeforeEach
  void fill() {
    JsonNode loaded = node.run("load", "/photos/set", "--json").exits(ExitCode.DONE).json();
    assertThat(loaded.get("complete").asBoolean()).isTrue();
  }

  @AfterEach
  void empty() {
    var ignored = node.run("free", "/photos/", "--pinned").exits(ExitCode.DONE);
  }

  @Test
  void statusShowsNodesTiersAndUse() {
    JsonNode json = node.run("status", "--json").exits(ExitCode.DONE).json();
    assertThat(json.get("nodes")).hasSize(1);
    JsonNode one = json.get("nodes").get(0);
    assertThat(one.get("answers").asBoolean()).isTrue();
    assertThat(one.get("members").asInt()).isEqualTo(1);
    assertThat(one.get("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
    assertThat(one.get("capacity").asLong()).isEqualTo(16 << 20);
    assertThat(one.get("directWanted").asLong()).isEqualTo((16 << 20) + (256 << 20));
    assertThat(one.get("directLimit").asLong()).isGreaterThan(16 << 20);
    assertThat(one.get("tiers").get(0).get("name").asText()).isEqualTo("memory");
    assertThat(one.get("tiers").get(0).get("blocks").asInt()).isEqualTo(FILES + 5);
    assertThat(json.get("used").asLong()).isBetween(ALL, 16L << 20);
    JsonNode counters = one.get("counters");
    assertThat(counters.get("REQUESTED_BYTES").asLong())
        .isEqualTo(
            counters.get("MEMORY_BYTES").asLong()
                + counters.get("DISK_BYTES").asLong()
                + counters.get("PEER_BYTES").asLong()
                + counters.get("UNDER_STORE_BYTES").asLong());
    assertThat(node.run("status", "--counters").exits(ExitCode.DONE).out())
        .contains(": 1 storage node, ", "16 MiB", "127.0.0.1:", "BLOCKS_PUT");
  }

  @Test
  void lsShowsHowMuchOfEachIsCached() {
    JsonNode mounts = node.run("ls", "--json").exits(ExitCode.DONE).json().get("entries");
    assertThat(mounts).hasSize(1);
    assertThat(mounts.get(0).get("bytesHeld").asLong()).isEqualTo(ALL);
    JsonNode folders = node.run("ls", "/photos/set", "--json").exits(0).json().get("entries");
    assertThat(folders).hasSize(2);
    for (JsonNode each : folders) {
      long expected = each.get("path").asText().endsWith("/a") ? (long) FILES * SMALL : LARGE;
      assertThat(each.get("bytesHeld").asLong()).isEqualTo(expected);
    }
    node.put("set/a/new.jpg", SMALL);
    String text = node.run("ls", "cache:///photos/set/a").exits(ExitCode.DONE).out();
    delete("set/a/new.jpg");
    assertThat(text.lines().filter(line -> line.contains("100 %"))).hasSize(FILES);
    assertThat(text.lines().filter(line -> line.contains("new.jpg")))
        .allMatch(line -> line.contains("0 %"));
    assertThat(node.run("ls", "/photos/missing").exits(ExitCode.NO_PATH).err()).contains("missing");
  }

  @Test
  void statShowsVersionPolicyAndWhereTheBlocksAre() {
    JsonNode file = node.run("stat", "/photos/set/b/large file.bin", "--json").exits(0).json();
    assertThat(file.get("length").asLong()).isEqualTo(LARGE);
    assertThat(file.get("bytesHeld").asLong()).isEqualTo(LARGE);
    assertThat(file.get("blocks").asInt()).isEqualTo(5);
    assertThat(file.get("strength").asText()).isEqualTo("weak");
    assertThat(file.get("version").asText()).startsWith("modified ");
    assertThat(file.get("uri").asText()).startsWith("file:///").endsWith("large%20file.bin");
    assertThat(file.get("nodes").get(0).get("blocksOwned").asInt()).isEqualTo(5);
    JsonNode set = node.run("stat", "/photos/set", "--json").exits(0).json();
    assertThat(set.get("type").asText()).isEqualTo("folder");
    assertThat(set.get("bytesHeld").asLong()).isEqualTo(ALL);
    assertThat(node.run("stat", "/photos/set/a/1.jpg").exits(0).out()).contains("100 %");
    // The same file by the under store's own path.
    String under = node.store().resolve("set/a/1.jpg").toUri().toString();
    assertThat(node.run("stat", under, "--json").exits(0).json().get("bytesHeld").asLong())
        .isEqualTo(SMALL);
  }

  @Test
  void loadTakesPatternsAndListsAndSaysWhatFailed() throws IOException {
    var ignored = node.run("free", "/photos/set").exits(ExitCode.DONE);
    JsonNode some = node.run("load", "/photos/set/a/[0-3].jpg", "--json").exits(0).json();
    assertThat(some.get("filesDone").asInt()).isEqualTo(4);
    assertThat(some.get("bytesDone").asLong()).isEqualTo(4 * SMALL);
    assertThat(some.get("bytesThereBefore").asLong()).isZero();
    assertThat(some.get("bytesByNodes").asLong()).isEqualTo(4 * SMALL);
    assertThat(some.get("bytesHere").asLong()).isZero();
    ignored = node.run("free", "/photos/set/a/0.jpg").exits(ExitCode.DONE);
    JsonNode own =
        node.run("load", "/photos/set/a/0.jpg", "--fetch-by", "command", "--json").exits(0).json();
    assertThat(own.get("bytesByNodes").asLong()).isZero();
    assertThat(own.get("bytesHere").asLong()).isEqualTo(SMALL);

    Path list = folder.resolve("list");
    Path failed = folder.resolve("failed");
    Files.writeString(
        list, "# a comment\n/photos/set/a/0.jpg\n\n/photos/set/a/7.jpg\n/photos/set/a/none.jpg\n");
    JsonNode listed =
        node.run("load", "--files-from", list.toString(), "--failed", failed.toString(), "--json")
            .exits(ExitCode.INCOMPLETE)
            .json();
    assertThat(listed.get("filesDone").asInt()).isEqualTo(2);
    assertThat(listed.get("filesFailed").asInt()).isEqualTo(1);
    assertThat(listed.get("complete").asBoolean()).isFalse();
    assertThat(listed.get("bytesThereBefore").asLong()).isEqualTo(SMALL);
    assertThat(listed.get("failures").get(0).get("path").asText()).endsWith("none.jpg");
    assertThat(Files.readAllLines(failed)).contains("/photos/set/a/none.jpg");
    assertThat(node.run("load", "/photos/none/*").exits(ExitCode.NO_PATH).err()).contains("none");
  }

  @Test
  void loadGoesOnWhereItEndedAndJobsTellsOfIt() {
    var ignored = node.run("free", "/photos/set/b").exits(ExitCode.DONE);
    JsonNode again = node.run("load", "/photos/set", "--json").exits(0).json();
    assertThat(again.get("bytesThereBefore").asLong()).isEqualTo((long) FILES * SMALL);
    assertThat(again.get("bytesDone").asLong()).isEqualTo(ALL);
    assertThat(again.get("verified").asBoolean()).isTrue();
    String id = again.get("job").asText();
    JsonNode jobs = node.run("jobs", "--json").exits(0).json().get("jobs");
    assertThat(jobs.get(0).get("job").asText()).isEqualTo(id);
    assertThat(jobs.get(0).get("state").asText()).isEqualTo("COMPLETE");
    assertThat(jobs.get(0).get("bytesDone").asLong()).isEqualTo(ALL);
    assertThat(node.run("jobs", "--cancel", id).exits(ExitCode.WRONG_INPUT).err())
        .contains("has ended");
    JsonNode resumed = node.run("load", "--resume", id, "--json").exits(0).json();
    assertThat(resumed.get("bytesThereBefore").asLong()).isEqualTo(ALL);
    assertThat(node.run("load", "--resume", "nobody").exits(ExitCode.WRONG_INPUT).err())
        .contains("no such job");
  }

  @Test
  void loadOfMoreThanFitsSaysThatItIsNotComplete() {
    for (int i = 0; i < 5; i++) {
      node.put("much/" + i, 4 << 20);
    }
    try {
      JsonNode json = node.run("load", "/photos/much", "--json").exits(ExitCode.INCOMPLETE).json();
      assertThat(json.get("complete").asBoolean()).isFalse();
      assertThat(json.get("bytesDone").asLong()).isLessThanOrEqualTo(16 << 20);
      assertThat(json.get("failures").toString()).contains("have left their owners");
      assertThat(node.run("check", "/photos/much").exits(ExitCode.INCOMPLETE).out())
          .startsWith("not complete");
      assertThat(
              node.run("evictions", "--json")
                  .exits(0)
                  .json()
                  .get("evictions")
                  .findValuesAsText("cause"))
          .contains("room");
    } finally {
      for (int i = 0; i < 5; i++) {
        delete("much/" + i);
      }
    }
  }

  @Test
  void mountMadeAtRunTimeIsReadByRunningFileSystemsUntilItIsUnmounted() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(other.resolve("a.txt"), "first");
    Configuration configuration = new Configuration();
    configuration.addResource(new org.apache.hadoop.fs.Path(node.configuration().toUri()));
    org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path("cache:///extra/a.txt");
    try (FileSystem running = FileSystem.newInstance(URI.create("cache:///"), configuration)) {
      assertThat(running.exists(file)).isFalse();
      String uri = other.toUri().toString();
      var ignored = node.run("mount", "extra", uri, "-o", "freshness=0").exits(ExitCode.DONE);
      assertThat(running.exists(file)).isTrue();
      assertThat(running.listStatus(new org.apache.hadoop.fs.Path("/")))
          .extracting(status -> status.getPath().getName())
          .containsExactly("extra", "photos");
      JsonNode mounts = node.run("mounts", "--json").exits(0).json().get("mounts");
      assertThat(mounts.findValuesAsText("made")).containsExactly("configuration", "run time");
      JsonNode loaded = node.run("load", "/extra", "--json").exits(0).json();
      assertThat(loaded.get("bytesByNodes").asLong()).isEqualTo(5);

      Path third = Files.createDirectories(folder.resolve("third"));
      Files.writeString(third.resolve("a.txt"), "another");
      ignored = node.run("mount", "extra", third.toUri().toString(), "--read-only").exits(0);
      assertThat(running.getFileStatus(file).getLen()).isEqualTo(7);
      assertThatThrownBy(() -> running.create(file)).hasMessageContaining("read-only");
      ignored = node.run("unmount", "extra").exits(0);
      assertThatThrownBy(() -> running.open(file)).hasMessageContaining("no mount \"extra\"");
    }
  }

  @Test
  void mountsThatClashAreRefusedWithTheReason() {
    String uri = node.store().toUri().toString();
    assertThat(node.run("mount", "photos", uri).exits(ExitCode.WRONG_INPUT).err())
        .contains("one of the configuration", "fs.cache.mount.photos");
    assertThat(
            node.run("mount", "again", uri, "--path", "/photos").exits(ExitCode.WRONG_INPUT).err())
        .contains("both shown at /photos");
    assertThat(node.run("mount", "bad", "/no/scheme").exits(ExitCode.WRONG_INPUT).err())
        .contains("has no scheme");
    assertThat(node.run("mount", "bad", uri, "-o", "acces=x").exits(ExitCode.WRONG_INPUT).err())
        .contains("nearest", "access");
    assertThat(node.run("mount", "bad", uri + "none").exits(ExitCode.NO_PATH).err())
        .contains("none");
    assertThat(node.run("unmount", "photos").exits(ExitCode.WRONG_INPUT).err())
        .contains("one of the configuration");
    assertThat(node.run("unmount", "nobody").exits(ExitCode.WRONG_INPUT).err())
        .contains("no mount nobody");
  }

  @Test
  void metadataOnlyListsAndLoadsNothing() {
    var ignored = node.run("free", "/photos/set").exits(ExitCode.DONE);
    JsonNode json = node.run("load", "/photos/set", "--metadata-only", "--json").exits(0).json();
    assertThat(json.get("files").asInt()).isEqualTo(FILES + 1);
    assertThat(json.get("bytes").asLong()).isEqualTo(ALL);
    assertThat(node.run("stat", "/photos/set", "--json").json().get("bytesHeld").asLong()).isZero();
  }

  @Test
  void checkGoesByTheVersionThatTheUnderStoreHasNow() {
    JsonNode all = node.run("check", "/photos/set", "--json").exits(ExitCode.DONE).json();
    assertThat(all.get("complete").asBoolean()).isTrue();
    assertThat(all.get("filesComplete").asInt()).isEqualTo(FILES + 1);
    assertThat(all.get("bytesHeld").asLong()).isEqualTo(ALL);
    node.put("set/a/5.jpg", SMALL + 1);
    JsonNode changed = node.run("check", "/photos/set", "--json").exits(1).json();
    assertThat(changed.get("filesComplete").asInt()).isEqualTo(FILES);
    assertThat(changed.get("incomplete").get(0).get("path").asText()).endsWith("5.jpg");
    assertThat(changed.get("incomplete").get(0).get("bytesHeld").asLong()).isZero();
    node.put("set/a/5.jpg", SMALL);
  }

  @Test
  void checkCountsThePacksOfReadySamples() {
    PackOfEachFile.forget("/set/");
    String[] check = {"check", "/photos/set", "--ready-samples", "resize=8x8"};
    assertThat(node.run(check).exits(ExitCode.INCOMPLETE).out())
        .startsWith("not complete: 0 of 11 packs, 0 samples");
    JsonNode made =
        node.run("load", "/photos/set", "--ready-samples", "resize=8x8", "--json").exits(0).json();
    assertThat(made.get("packsMade").asInt()).isEqualTo(FILES + 1);
    assertThat(node.run(check).exits(ExitCode.DONE).out())
        .startsWith("complete: 11 of 11 packs, 11 samples");
    PackOfEachFile.forget("a/3.jpg");
    JsonNode some =
        node.run("check", "/photos/set", "--ready-samples", "resize=8x8", "--json").exits(1).json();
    assertThat(some.get("complete").asBoolean()).isFalse();
    assertThat(some.get("packs").asInt()).isEqualTo(FILES);
    assertThat(some.get("packsMissing").asInt()).isEqualTo(1);
    assertThat(some.get("missingIsAll").asBoolean()).isTrue();

    assertThat(node.run("check", "/photos/set", "--ready-samples", "size=8").exits(2).err())
        .contains("resize=WIDTHxHEIGHT");
    for (String verb : new String[] {"check", "load"}) {
      assertThat(
              node.run(verb, "/photos/set", "--ready-samples", "resize=0x0")
                  .exits(ExitCode.FAILED)
                  .err())
          .contains("no pixel fits");
      assertThat(
              node.run(verb, "/photos/none", "--ready-samples", "resize=8x8")
                  .exits(ExitCode.NO_PATH)
                  .err())
          .contains("none");
    }
    assertThat(node.run("check", "--ready-samples", "resize=8x8").exits(2).err())
        .contains("name a path");
    assertThat(
            node.run("check", "/photos", "--ready-samples", "resize=8x8", "--replicas", "2")
                .exits(2)
                .err())
        .contains("without --files-from, --replicas");
  }

  @Test
  void freeDropsAllButPinnedBlocks() {
    JsonNode pinned = node.run("pin", "/photos/set/a/3.jpg", "--json").exits(0).json();
    assertThat(pinned.get("policies").get(0).get("pinned").asBoolean()).isTrue();
    JsonNode freed =
        node.run("free", "/photos/set", "--json").exits(ExitCode.INCOMPLETE).json().get("paths");
    assertThat(freed.get(0).get("blocks").asInt()).isEqualTo(FILES - 1 + 5);
    assertThat(freed.get(0).get("bytes").asLong()).isEqualTo(ALL - SMALL);
    assertThat(freed.get(0).get("pinnedBlocks").asInt()).isEqualTo(1);
    assertThat(node.run("unpin", "/photos/set/a/3.jpg").exits(0).out()).contains("as everywhere");
    assertThat(node.run("free", "/photos/set").exits(0).out()).contains("1 block dropped");
    assertThat(node.run("evictions").exits(0).out()).contains("freed", "set/a/");
  }

  @Test
  void policiesAreSetShownAndRemoved() {
    try {
      assertThat(node.run("ttl", "/photos/set", "7d").exits(0).out()).contains("ttl 7d 0h");
      var ignored = node.run("quota", "/photos/set", "1g").exits(0);
      ignored = node.run("replication", "/photos/set", "1..3").exits(0);
      ignored =
          node.run("policy", "set", "/photos/set", "--eviction", "resident", "--include", "*.jpg")
              .exits(0);
      JsonNode shown = node.run("policy", "show", "/photos/set/a/1.jpg", "--json").exits(0).json();
      assertThat(shown.get("eviction").asText()).isEqualTo("resident");
      assertThat(shown.get("ttlSeconds").asLong()).isEqualTo(7 * 86_400);
      assertThat(shown.get("quota").asLong()).isEqualTo(1 << 30);
      assertThat(shown.get("mostReplicas").asInt()).isEqualTo(3);
      assertThat(shown.get("include").asText()).isEqualTo("*.jpg");
      JsonNode list = node.run("policy", "list", "--json").exits(0).json().get("policies");
      assertThat(list).hasSize(1);
      assertThat(list.get(0).get("uri").asText()).endsWith("/set/");
    } finally {
      var removed = node.run("policy", "remove", "/photos/set").exits(0);
      assertThat(removed.out()).contains("nothing is set");
    }
    assertThat(node.run("policy", "list", "--json").json().get("policies")).isEmpty();
    assertThat(node.run("policy", "remove", "/photos/set").exits(ExitCode.NO_PATH).err())
        .contains("nothing is set");
  }

  @Test
  void benchReadsTheCacheAndSaysWhereTheBytesCameFrom() {
    JsonNode json = node.run("bench", "/photos/set/a", "--rounds", "2", "--json").exits(0).json();
    assertThat(json.get("files").asInt()).isEqualTo(FILES);
    for (JsonNode round : json.get("rounds")) {
      assertThat(round.get("bytes").asLong()).isEqualTo((long) FILES * SMALL);
      assertThat(round.get("underStore").asLong()).isZero();
      assertThat(round.get("memory").asLong()).isEqualTo((long) FILES * SMALL);
    }
    assertThat(node.run("bench", "/photos/set", "--threads", "0").exits(2).err()).contains("1 or");
  }

  @Test
  void mountsConfAndDoctorSpeakOfTheConfiguration() {
    JsonNode mounts = node.run("mounts", "--json").exits(0).json().get("mounts");
    assertThat(mounts.get(0).get("path").asText()).isEqualTo("cache:/photos");
    CommandRun conf = node.run("conf", "--json").exits(0);
    assertThat(conf.out()).contains("fs.cache.cluster.secret").doesNotContain("\"secret\"");
    JsonNode findings = node.run("doctor", "--json").exits(0).json().get("findings");
    assertThat(findings.findValuesAsText("grade")).contains("good").doesNotContain("error");
    assertThat(findings.toString()).contains("store of cache:/photos", "1 storage node answers");
  }

  @Test
  void doctorNamesWhatIsWrongAndTheWayOut() {
    CommandRun run =
        node.run(
                "doctor",
                "-D",
                "fs.cache.cluster.seed=x:1",
                "-D",
                "spark.hadoop.fs.cache.memory.size=1g",
                "-D",
                "fs.cache.mount.gone=file:///no")
            .exits(ExitCode.INCOMPLETE);
    assertThat(run.out())
        .contains("fs.cache.cluster.seed is no option", "fs.cache.cluster.seeds is meant")
        .contains("is for Spark's configuration", "-> write fs.cache.memory.size")
        .contains("store of cache:/gone: cannot be listed", "->");
    assertThat(node.run("doctor", "-D", "fs.cache.cluster.secret=other").exits(1).out())
        .contains("error    cluster", "refuses");
  }

  @Test
  void wrongInputIsRefusedWithTheKeyAndTheWayOut() {
    assertThat(CommandRun.of(List.of("status")).exits(ExitCode.WRONG_INPUT).err())
        .contains("fs.cache.cluster.seeds is not set");
    assertThat(node.run("status", "-D", "fs.cache.block.size=big").exits(2).err())
        .contains("fs.cache.block.size = \"big\"");
    assertThat(node.run("status", "-D", "fs.cache.block.size=128k").exits(3).err())
        .contains("refuses", "fs.cache.block.size");
    CommandRun nobody =
        node.run("status", "--json", "-D", "fs.cache.cluster.seeds=127.0.0.1:1")
            .exits(ExitCode.NO_CLUSTER);
    assertThat(nobody.err()).contains("fs.cache.cluster.seeds = 127.0.0.1:1");
    assertThat(nobody.json().get("exitCode").asInt()).isEqualTo(3);
    assertThat(node.run("ttl", "/photos/set", "soon").exits(2).err()).contains("\"soon\" is no");
    assertThat(node.run("quota", "/photos/set", "-1").exits(2).err()).isNotEmpty();
    assertThat(node.run("replication", "/photos/set", "3..1").exits(2).err()).contains("3..1");
    assertThat(node.run("pin", "/photos/none").exits(ExitCode.NO_PATH).err()).contains("slash");
    assertThat(node.run("load").exits(2).err()).contains("--files-from");
    assertThat(node.run("load", "/photos/set", "--replicas", "2").exits(2).err())
        .contains("the cluster has 1 storage node");
    assertThat(node.run("unknown").exits(2).err()).contains("unknown");
    assertThat(CommandRun.of(List.of()).exits(2).err()).contains("name a verb");
    assertThat(CommandRun.of(List.of("status", "--conf", folder + "/no.xml")).exits(2).err())
        .contains("no.xml");
  }

  @Test
  void everyVerbHasHelpAndTheShellsCompletionKnowsIt() {
    String completion = CommandRun.of(List.of("generate-completion")).exits(0).out();
    for (String verb : List.of("node", "status", "load", "check", "policy", "doctor", "conf")) {
      assertThat(CommandRun.of(List.of(verb, "--help")).exits(0).out())
          .contains("Usage: kindling " + verb, "Exit codes:");
      assertThat(completion).contains(verb);
    }
    assertThat(CommandRun.of(List.of("--version")).exits(0).out()).contains("kindling", "Java");
  }

  private static void delete(String name) {
    try {
      Files.delete(node.store().resolve(name));
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }
}
