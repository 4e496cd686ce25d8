package io.kindling.hadoop.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metric;
import io.kindling.cache.node.ClusterClient;
import io.kindling.cache.node.KindlingProcess;
import io.kindling.cache.node.NodePlace;
import io.kindling.cache.node.StandaloneNode;
import io.kindling.hadoop.load.LoadBoard;
import io.kindling.hadoop.mount.MountSetting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page of a running stand-alone node, whose JVM reads. */
@Timeout(180)
class ClusterPageIT {

  private static final String SECRET = "do-not-show";
  private static final String TOKEN = "the-token";
  private static final int LENGTH = 700_000;

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> options = new HashMap<>();
  private StandaloneNode node;
  private ClusterClient client;
  private ClusterPage page;

  @BeforeEach
  void start() throws IOException {
    options.put("fs.cache.block.size", "64k");
    options.put("fs.cache.group.size", "256k");
    options.put("fs.cache.memory.size", "16m");
    options.put("fs.cache.cluster.secret", SECRET);
    options.put("fs.cache.metadata.settle-time", "0s");
    options.put("fs.cache.bind.host", "127.0.0.1");
    options.put("fs.cache.mount.photos", folder.toUri().toString());
    options.put("fs.cache.status.port", "0");
    options.put("fs.cache.status.token", TOKEN);
    options.put("fs.cache.status.interval", "200ms");
    Settings settings = Settings.read(CacheOptions.ALL, options::get);
    node = StandaloneNode.start(new NodePlace("127.0.0.1", "", "ann"), settings, null);
    Map<String, String> watching = new HashMap<>(options);
    watching.put(CacheOptions.CLUSTER_SEEDS.key(), node.registry().toString());
    client = KindlingProcess.observe(Settings.read(CacheOptions.ALL, watching::get), "ann");
    page = Objects.requireNonNull(ClusterPage.start(client, options, stores(), "127.0.0.1"));
  }

  /** A bucket at a server that is not Amazon's. */
  private static Configuration stores() {
    Configuration stores = new Configuration(false);
    stores.set("fs.s3a.bucket.pictures.endpoint", "http://store:9000");
    return stores;
  }

  @AfterEach
  void stop() throws IOException {
    page.close();
    client.close();
    node.close();
  }

  private String get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(page.url() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(page.url() + path))
            .header("Authorization", "Bearer " + TOKEN)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void showsAndChangesWhatIsReallyThere() throws Exception {
    Files.createDirectories(folder.resolve("train"));
    Files.write(folder.resolve("train/1.jpg"), new byte[LENGTH]);
    readTwice();
    long requested = KindlingProcess.metrics().get(Metric.REQUESTED_BYTES);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(get("api/cluster"))
                    .contains("\"reads\":{\"requested\":" + requested + ","));
    assertThat(get("api/cluster"))
        .contains("\"path\":\"cache:///photos\"")
        .contains("\"name\":\"memory\",\"capacity\":16777216");
    assertThat(get("metrics")).contains("\nkindling_requested_bytes_total " + requested + "\n");
    assertThat(get("metrics/cluster")).contains("of=\"node\"} " + requested + "\n");
    assertThat(get("api/configuration"))
        .contains("fs.cache.cluster.secret", "(not shown)")
        .doesNotContain(SECRET, TOKEN);

    String local = folder.resolve("train").toAbsolutePath() + "/";
    String uri = "file://" + local;
    String shown = get("api/cluster");
    assertThat(post("api/pin", "path=file:" + local).statusCode()).isEqualTo(200);
    assertThat(get("api/cluster")).isNotEqualTo(shown).contains("\"policy\":\"pinned\"");
    assertThat(client.policies().byPath()).containsKey(uri);
    assertThat(post("api/unpin", "path=" + uri).statusCode()).isEqualTo(200);
    assertThat(client.policies().byPath()).isEmpty();
  }

  @Test
  void pathsOfBucketsAreKnownByTheirEndpoint() throws Exception {
    assertThat(post("api/pin", "path=s3a://pictures/train/").statusCode()).isEqualTo(200);
    assertThat(client.policies().byPath()).containsOnlyKeys("s3a://pictures@store:9000/train/");
    assertThat(post("api/free", "path=s3://pictures/train/").body())
        .contains("blocks of s3a://pictures@store:9000/train/");
    String shown = "path=s3a://pictures@store:9000/train/";
    assertThat(post("api/unpin", shown).statusCode()).isEqualTo(200);
    assertThat(client.policies().byPath()).isEmpty();
    assertThat(post("api/free", "path=cache:///photos/train/").body())
        .contains("cache:///photos/train/", "list of mounts");
  }

  private void readTwice() throws IOException {
    Configuration configuration = new Configuration();
    options.forEach(configuration::set);
    try (FileSystem cached = FileSystem.newInstance(URI.create("cache:///"), configuration)) {
      for (int round = 0; round < 2; round++) {
        try (FSDataInputStream in =
            cached.open(new org.apache.hadoop.fs.Path("cache:///photos/train/1.jpg"))) {
          assertThat(in.readAllBytes()).hasSize(LENGTH);
        }
      }
    }
  }

  @Test
  void jobsOnTheBoardAreShownAndCancelled() throws Exception {
    LoadBoard board = new LoadBoard(client);
    LoadBoard.Entry job =
        board.begin(
            Map.of(
                "host",
                "gate",
                "user",
                "ann",
                "bytes",
                "1000",
                "bytesDone",
                "250",
                "paths",
                "/photos/a\n/photos/b"));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(get("api/cluster"))
                    .contains("\"id\":\"" + job.id() + "\",\"state\":\"RUNNING\",\"host\":\"gate\"")
                    .contains(
                        "\"bytes\":1000,\"bytesDone\":250,\"paths\":[\"/photos/a\",\"/photos/b\"]"));
    assertThat(post("api/jobs/cancel", "job=other").body()).contains("there is no load job other");
    assertThat(post("api/jobs/cancel", "job=" + job.id()).statusCode()).isEqualTo(200);
    assertThat(board.isCancelled(job)).isTrue();
    board.put(new LoadBoard.Entry(job.place(), job.id(), LoadBoard.State.CANCELLED, job.values()));
    assertThat(post("api/jobs/cancel", "job=" + job.id()).body()).contains("ended: CANCELLED");
  }

  @Test
  void mountsMadeAtRunTimeAreShownBesideThoseOfTheOptions() throws Exception {
    for (MountSetting mount :
        List.of(
            new MountSetting("more", "s3a://id:key@bucket/x", Map.of("path", "/sets/more")),
            new MountSetting("photos", "s3a://other/", Map.of()))) {
      client.putSetting(MountSetting.key(mount.name()), mount.value());
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(get("api/cluster"))
                    .contains("\"path\":\"cache:///sets/more\",\"store\":\"s3a://")
                    .contains("\"path\":\"cache:///photos\",\"store\":\"file:")
                    .doesNotContain("key@bucket", "s3a://other"));
  }

  @Test
  void noPageIsShownWhenNoneIsWanted() throws Exception {
    Map<String, String> none = new HashMap<>(options);
    none.put("fs.cache.status.page", "none");
    assertThat(ClusterPage.start(client, none, stores(), "127.0.0.1")).isNull();
    none.put("fs.cache.status.page", "sometimes");
    assertThatThrownBy(() -> ClusterPage.start(client, none, stores(), "127.0.0.1"))
        .hasMessageContaining("fs.cache.status.page = \"sometimes\" is not one of open, token");
  }
}
