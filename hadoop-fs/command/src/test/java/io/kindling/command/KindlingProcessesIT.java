package io.kindling.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code bin/kindling}: two nodes as processes; beside them as processes the verbs that live long,
 * start others or read the environment, and one that does not, the rest in this JVM.
 */
@Timeout(300)
@TestMethodOrder(MethodOrderer.MethodName.class)
class KindlingProcessesIT {

  private static final int FILES = 40;
  private static final int LENGTH = 110_000;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private static Path folder;
  private static final List<Process> NODES = new ArrayList<>();
  private static Path configuration;

  @BeforeAll
  static void start() throws IOException {
    Path store = Files.createDirectories(folder.resolve("store/set"));
    byte[] bytes = new byte[LENGTH];
    for (int i = 0; i < FILES; i++) {
      new Random(i).nextBytes(bytes);
      Files.write(store.resolve(i + ".jpg"), bytes);
    }
    Map<String, String> options =
        new TreeMap<>(
            Map.of(
                "fs.cache.cluster.seeds", "127.0.0.1:" + freePort(),
                "fs.cache.cluster.secret", "secret",
                "fs.cache.bind.host", "127.0.0.1",
                "fs.cache.memory.size", "32m",
                "fs.cache.metadata.settle-time", "0s",
                "fs.cache.replica.copy-rate", "512m",
                "fs.cache.mount.photos", folder.resolve("store").toUri().toString()));
    configuration = folder.resolve("core-site.xml");
    NodeInThisJvm.writeConfiguration(configuration, options);
    NODES.add(startNode("first"));
    // Who is up first runs the registry.
    await().atMost(LIMIT).until(() -> Files.readString(log("first").toPath()).contains("is ready"));
    NODES.add(startNode("second"));
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              CommandRun status = run("status", "--json");
              assertThat(status.exitCode()).as(status.err()).isZero();
              assertThat(status.json().get("nodes")).hasSize(2);
            });
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Process startNode(String name) throws IOException {
    ProcessBuilder builder = process("node", "--hand-over", "20s");
    builder.environment().put("KINDLING_HEAP", "256m");
    return builder.redirectErrorStream(true).redirectOutput(log(name)).start();
  }

  private static java.io.File log(String name) {
    return folder.resolve(name + ".log").toFile();
  }

  private static ProcessBuilder process(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("kindling.root"), "bin", "kindling").toString());
    command.addAll(List.of(arguments));
    command.add("--conf");
    command.add(configuration.toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // They live for seconds, on cores that they share.
    builder.environment().put("KINDLING_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    builder.environment().remove("HADOOP_CONF_DIR");
    return builder;
  }

  private static CommandRun run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--conf", configuration.toString()));
    return CommandRun.of(all);
  }

  private static CommandRun runAlone(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Path err = Files.createTempFile(folder, "err", ".txt");
    ProcessBuilder builder = process(arguments).redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return new CommandRun(process.exitValue(), out, Files.readString(err));
  }

  @AfterAll
  static void stop() {
    NODES.forEach(Process::destroyForcibly);
  }

  @Test
  void loadIsCancelledFromElsewhereOrByASignalAndGoesOn() throws Exception {
    var ignored = run("free", "/photos/set").exits(0);
    Process slow = slowLoad();
    String id = runningJob();
    ignored = run("jobs", "--cancel", id).exits(0);
    assertThat(slow.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(slow.exitValue()).isEqualTo(130);
    assertThat(jobs().get(0).get("state").asText()).isEqualTo("CANCELLED");

    Process interrupted = slowLoad();
    String second = runningJob();
    assertThat(second).isNotEqualTo(id);
    // SIGTERM: SIGINT is ignored by what a shell started in the background.
    interrupted.destroy();
    assertThat(interrupted.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(interrupted.exitValue()).isEqualTo(128 + 15);
    assertThat(jobs().get(0).get("state").asText()).isEqualTo("CANCELLED");
    assertThat(Files.readString(log("slow").toPath())).contains("load --resume " + second);

    assertThat(run("load", "--resume", second).exits(0).out()).contains("complete");
    ignored = run("check", "/photos/set").exits(0);
  }

  private static Process slowLoad() throws IOException {
    return process("load", "/photos/set", "--bandwidth", "50k")
        .redirectErrorStream(true)
        .redirectOutput(log("slow"))
        .start();
  }

  private static JsonNode jobs() {
    return run("jobs", "--json").exits(0).json().get("jobs");
  }

  private static String runningJob() {
    await()
        .atMost(LIMIT)
        .until(() -> jobs().size() > 0 && jobs().get(0).get("state").asText().equals("RUNNING"));
    return jobs().get(0).get("job").asText();
  }

  /** Each node says where its page is, on a port of its own, and each page shows both nodes. */
  private static void requireBothPages() throws Exception {
    Set<String> urls = new HashSet<>();
    for (String name : List.of("first", "second")) {
      Matcher told =
          Pattern.compile("status page: (http://127\\.0\\.0\\.1:\\d+/)")
              .matcher(Files.readString(log(name).toPath()));
      assertThat(told.find()).as("the page in the log of the %s node", name).isTrue();
      assertThat(urls.add(told.group(1))).isTrue();
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(told.group(1) + "api/cluster")).build(),
                  HttpResponse.BodyHandlers.ofString());
      JsonNode cluster = new ObjectMapper().readTree(answer.body());
      assertThat(cluster.get("nodes")).hasSize(2).allMatch(node -> node.get("answers").asBoolean());
      assertThat(cluster.get("jobs")).isNotEmpty();
      assertThat(cluster.get("mounts").get(0).get("path").asText()).isEqualTo("cache:///photos");
      JsonNode reads = cluster.get("reads");
      assertThat(reads.get("requested").asLong())
          .isEqualTo(
              reads.get("memory").asLong()
                  + reads.get("disk").asLong()
                  + reads.get("peer").asLong()
                  + reads.get("underStore").asLong());
    }
  }

  @Test
  void verbsWorkOnTwoNodesUntilOneHandsOverAndLeaves() throws Exception {
    var before = run("free", "/photos/set").exits(0);
    assertThat(before.out()).isNotEmpty();
    JsonNode loaded = runAlone(Map.of(), "load", "/photos/set", "--json").exits(0).json();
    assertThat(loaded.get("complete").asBoolean()).isTrue();
    assertThat(loaded.get("bytesDone").asLong()).isEqualTo((long) FILES * LENGTH);
    assertThat(loaded.get("bytesByNodes").asLong()).isEqualTo((long) FILES * LENGTH);
    assertThat(loaded.get("bytesHere").asLong()).isZero();
    assertThat(run("check", "/photos/set", "--replicas", "2").exits(1).out())
        .startsWith("not complete");

    JsonNode stat = run("stat", "/photos/set", "--json").exits(0).json();
    assertThat(stat.get("nodes")).hasSize(2).allMatch(node -> node.get("blocks").asInt() > 0);

    JsonNode twice = run("load", "/photos/set", "--replicas", "2", "--json").exits(0).json();
    assertThat(twice.get("complete").asBoolean()).isTrue();
    var ignored = run("check", "/photos/set", "--replicas", "2").exits(0);

    ignored = run("free", "/photos/set").exits(0);
    assertThat(run("stat", "/photos/set", "--json").json().get("bytesHeld").asLong()).isZero();
    ignored = run("replication", "/photos/set", "1").exits(0);
    ignored = run("load", "/photos/set").exits(0);
    JsonNode findings = runAlone(Map.of(), "doctor", "--json").exits(0).json().get("findings");
    assertThat(findings.toString())
        .contains("2 storage nodes answer and reach each other")
        .contains("a node on this host", "could start: Java 17");
    CommandRun wrong = runAlone(Map.of("KINDLING_OPTS", "-XX:NoSuchFlag=1"), "doctor").exits(0);
    assertThat(wrong.out()).contains("NoSuchFlag", "KINDLING_OPTS set the flags");

    requireBothPages();

    // The second one, because the first runs the registry.
    NODES.get(1).destroy();
    assertThat(NODES.get(1).waitFor(60, TimeUnit.SECONDS)).isTrue();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(run("status", "--json").exits(0).json().get("nodes")).hasSize(1));
    assertThat(run("check", "/photos/set").exits(0).out()).startsWith("complete");
  }
}
