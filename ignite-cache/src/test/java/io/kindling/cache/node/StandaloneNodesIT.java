package io.kindling.cache.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kindling.cache.block.Strength;
import io.kindling.cache.client.BlockCache;
import io.kindling.cache.client.CachedFile;
import io.kindling.cache.client.MemoryUnderStore;
import io.kindling.cache.cluster.ChildProgram;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Nodes in JVMs of their own without any driver; this JVM is a client. */
class StandaloneNodesIT {

  private static final int LENGTH = 2_000_000;
  private static final Duration LIMIT = Duration.ofSeconds(40);

  private final Map<String, String> options =
      new HashMap<>(
          Map.of(
              CacheOptions.BLOCK_SIZE.key(), "64k",
              CacheOptions.GROUP_SIZE.key(), "256k",
              CacheOptions.MEMORY_SIZE.key(), "64m",
              CacheOptions.CLUSTER_SECRET.key(), "secret"));
  private final List<ChildProgram> programs = new ArrayList<>();
  private final MemoryUnderStore store = new MemoryUnderStore();
  @TempDir private Path directory;

  @AfterEach
  void stop() {
    KindlingProcess.leave();
    programs.forEach(ChildProgram::close);
  }

  @Test
  void nodesFindEachOtherByADirectoryAndTheSettingsOutliveThemAll() throws Exception {
    String seeds = "seeds=" + directory.resolve("seeds");
    ChildProgram first = start(seeds, settingsIn("one"));
    ChildProgram second = start(seeds, settingsIn("two"));
    ClusterClient client = join(registryOf(first));
    awaitSize(client, 2);
    client.putSetting("mount/photos", "s3a://photos".getBytes(UTF_8));
    client.putSetting("pin/photos/a", new byte[0]);
    client.removeSetting("pin/photos/a");
    // The other node has it by itself soon, and keeps it on its own disk.
    await()
        .atMost(LIMIT)
        .until(() -> directory.resolve("two/settings.journal").toFile().length() > 100);

    first.signal("KILL");
    second.signal("KILL");
    KindlingProcess.leave();
    ChildProgram third = start(seeds, settingsIn("two"));
    ClusterClient next = join(registryOf(third));
    awaitSize(next, 1);

    assertThat(next.settings()).containsOnlyKeys("mount/photos");
    assertThat(next.settings().get("mount/photos")).asString(UTF_8).isEqualTo("s3a://photos");
  }

  @Test
  @Tag("full")
  @EnabledOnOs(OS.LINUX)
  void listOfSeedsWorksWhicheverOfItsHostsIsDown() throws Exception {
    int port = freePort();
    options.put(
        CacheOptions.CLUSTER_SEEDS.key(), "127.0.0.2:%d,127.0.0.3:%d".formatted(port, port));
    byte[] content = store.put("mem://a", LENGTH);
    ChildProgram first = start(CacheOptions.BIND_HOST.key() + "=127.0.0.2");
    ChildProgram second = start(CacheOptions.BIND_HOST.key() + "=127.0.0.3");
    ClusterClient client = join(options.get(CacheOptions.CLUSTER_SEEDS.key()));
    awaitSize(client, 2);
    assertThat(readAll()).isEqualTo(content);

    first.signal("KILL");
    awaitSize(client, 1);
    assertThat(readAll()).isEqualTo(content);
    ChildProgram again = start(CacheOptions.BIND_HOST.key() + "=127.0.0.2");
    awaitSize(client, 2);
    assertThat(second.lines()).noneMatch(line -> line.contains("out of its cluster"));
    assertThat(readAll()).isEqualTo(content);

    int asked = store.fetches.size();
    again.say("decommission");
    again.await("STOPPED");
    assertThat(again.exitValue()).isZero();
    awaitSize(client, 1);
    assertThat(readAll()).isEqualTo(content);
    assertThat(store.fetches).as("its blocks were handed over").hasSize(asked);
  }

  private ChildProgram start(String... more) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(more));
    options.forEach((key, value) -> arguments.add(key + "=" + value));
    ChildProgram program = ChildProgram.start(directory, StandaloneProgram.class, arguments);
    programs.add(program);
    program.await("READY");
    return program;
  }

  private String settingsIn(String name) {
    return CacheOptions.SETTINGS_DIRECTORY.key() + "=" + directory.resolve(name);
  }

  private static String registryOf(ChildProgram program) {
    return program.lines().stream()
        .filter(line -> line.startsWith("READY "))
        .findFirst()
        .orElseThrow()
        .substring("READY ".length());
  }

  private ClusterClient join(String seeds) throws IOException {
    options.put(CacheOptions.CLUSTER_SEEDS.key(), seeds);
    ClusterClient client = KindlingProcess.join(settings(), "ann");
    options.remove(CacheOptions.CLUSTER_SEEDS.key());
    if (seeds.contains(",")) {
      options.put(CacheOptions.CLUSTER_SEEDS.key(), seeds);
    }
    return client;
  }

  private static void awaitSize(ClusterClient client, int size) {
    await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              client.refresh();
              assertThat(client.table().size()).isEqualTo(size);
            });
  }

  private byte[] readAll() throws IOException {
    BlockCache cache = KindlingProcess.cache(settings(), "ann");
    try (CachedFile file = cache.open(store.open("mem://a", Strength.STRONG, "ann"), "ann")) {
      byte[] bytes = new byte[LENGTH];
      assertThat(file.read(0, bytes, 0, LENGTH)).isEqualTo(LENGTH);
      return bytes;
    }
  }

  private Settings settings() {
    return Settings.read(CacheOptions.ALL, options::get);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
