package io.kindling.cache.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.kindling.cache.config.CacheOptions;
import io.kindling.cache.config.CacheOptions.PageMode;
import io.kindling.cache.config.InvalidSettingsException;
import io.kindling.cache.config.Settings;
import io.kindling.cache.metrics.Metric;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page over HTTP, with a cluster that was prepared. */
class StatusPageTest {

  private static final String TOKEN = "the-token";

  private final PreparedSource source = new PreparedSource();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<StatusPage> pages = new ArrayList<>();

  @AfterEach
  void close() {
    pages.forEach(StatusPage::close);
  }

  private StatusPage start(PageMode mode, int port, String token) throws IOException {
    StatusPage page = StatusPage.start(new PageSettings(mode, "127.0.0.1", port, token), source);
    pages.add(page);
    return page;
  }

  private HttpResponse<String> get(StatusPage page, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(page.url() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(StatusPage page, String path, String body, String token)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(page.url() + path))
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "page.css",
        "page.js",
        "icon.svg",
        "grafana-dashboard.json",
        "api/cluster",
        "api/history?range=day",
        "api/counters",
        "api/configuration",
        "metrics",
        "metrics/cluster"
      })
  void everyAnswerForbidsScriptsFromElsewhereAndNamesNoOtherHost(String path) throws Exception {
    HttpResponse<String> answer = get(start(PageMode.OPEN, 0, ""), path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; script-src 'self'")
        .doesNotContain("unsafe");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.body()).doesNotContain("very-secret", TOKEN);
    Matcher hosts = Pattern.compile("https?://[a-z0-9.]+").matcher(answer.body());
    assertThat(hosts.results().map(found -> found.group()))
        .allMatch(host -> host.equals("http://www.w3.org"));
    if (path.startsWith("api") || path.endsWith("json")) {
      assertThat(objects(answer.body())).isPositive();
    }
  }

  /** Objects in a text; throws when it is no JSON. */
  private static int objects(String json) {
    int objects = 0;
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        objects += token == com.fasterxml.jackson.core.JsonToken.START_OBJECT ? 1 : 0;
      }
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
    return objects;
  }

  @Test
  void markupHasNeitherInlineScriptNorInlineStyle() throws Exception {
    String page = get(start(PageMode.OPEN, 0, ""), "").body();
    assertThat(page).doesNotContainPattern("(?i)<script(?![^>]* src=)|<style| style=| on[a-z]+=");
    String script = get(pages.get(0), "page.js").body();
    assertThat(script)
        .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
  }

  @Test
  void nothingIsChangedWithoutTheToken() throws Exception {
    StatusPage reading = start(PageMode.OPEN, 0, "");
    assertThat(post(reading, "api/free", "path=s3a://photos/", "").statusCode()).isEqualTo(403);
    StatusPage page = start(PageMode.OPEN, 0, TOKEN);
    assertThat(post(page, "api/free", "path=s3a://photos/", "wrong").statusCode()).isEqualTo(401);
    assertThat(get(page, "api/free?path=s3a://photos/").statusCode()).isEqualTo(404);
    assertThat(source.done).isEmpty();

    assertThat(post(page, "api/free", "path=s3a%3A%2F%2Fphotos%2F", TOKEN).body())
        .isEqualTo("{\"done\":\"freed s3a://photos/\"}");
    assertThat(post(page, "api/unpin", "path=file:/sets/a/", TOKEN).statusCode()).isEqualTo(200);
    assertThat(post(page, "api/pin", "path=s3a://photos/a+b", TOKEN).statusCode()).isEqualTo(200);
    assertThat(post(page, "api/jobs/cancel", "job=4f1c22ab", TOKEN).statusCode()).isEqualTo(200);
    assertThat(source.done)
        .containsExactly(
            "free s3a://photos/",
            "unpin file:///sets/a/",
            "pin s3a://photos/a b",
            "cancel 4f1c22ab");
  }

  @Test
  void badRequestsAreToldWhatIsWrong() throws Exception {
    StatusPage page = start(PageMode.OPEN, 0, TOKEN);
    assertThat(post(page, "api/free", "", TOKEN).body()).contains("path is missing");
    assertThat(post(page, "api/free", "path=photos", TOKEN).body())
        .contains("s3a://bucket/folder/");
    assertThat(post(page, "api/jobs/cancel", "job=none", TOKEN).body())
        .isEqualTo("{\"error\":\"there is no load job none\"}");
    assertThat(post(page, "api/free", "path=" + "x".repeat(20_000), TOKEN).statusCode())
        .isEqualTo(413);
    assertThat(get(page, "api/history?range=year").body()).contains("hour or day, not year");
    assertThat(get(page, "../../pom.xml").statusCode()).isEqualTo(404);
    assertThat(get(page, "PageHandler.class").statusCode()).isEqualTo(404);
    assertThat(source.done).isEmpty();
  }

  @Test
  void pageForThoseWithTheTokenShowsNothingToOthers() throws Exception {
    StatusPage page = start(PageMode.TOKEN, 0, TOKEN);
    assertThat(get(page, "").statusCode()).isEqualTo(200);
    for (String path : List.of("api/cluster", "api/configuration", "metrics", "metrics/cluster")) {
      assertThat(get(page, path).statusCode()).as(path).isEqualTo(401);
      assertThat(get(page, path, "Authorization", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
    }
    Map<String, String> options = Map.of(CacheOptions.STATUS_PAGE.key(), "token");
    assertThatThrownBy(
            () -> PageSettings.of(Settings.read(CacheOptions.ALL, options::get), "127.0.0.1"))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("fs.cache.status.token, which is not set");
  }

  @Test
  void sumsOfAllNodesAndClientsHold() throws Exception {
    String json = get(start(PageMode.OPEN, 0, ""), "api/cluster").body();
    long requested = source.view().counters().get(Metric.REQUESTED_BYTES);
    assertThat(requested).isPositive();
    assertThat(json).contains("\"reads\":{\"requested\":" + requested);
    String metrics = get(pages.get(0), "metrics/cluster").body();
    assertThat(metrics)
        .contains(
            "kindling_requested_bytes_total{cluster=\"application-42\",node=\"10.0.7.11:40000\","
                + "executor=\"0\",of=\"node\"} "
                + requested);
  }

  @Test
  void nextPortIsTakenAndWhenAllAreTheOptionsAreNamed() throws Exception {
    StatusPage first = start(PageMode.OPEN, 0, "");
    int port = URI.create(first.url()).getPort();
    StatusPage second = start(PageMode.OPEN, port, "");
    assertThat(URI.create(second.url()).getPort())
        .isBetween(port + 1, port + StatusPage.MORE_PORTS);
    assertThat(get(second, "").statusCode()).isEqualTo(200);

    PageSettings elsewhere = new PageSettings(PageMode.OPEN, "192.0.2.1", port, "");
    assertThatThrownBy(() -> StatusPage.start(elsewhere, source))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("fs.cache.status.port")
        .hasMessageContaining("fs.cache.status.address");
  }

  @Test
  void processWithoutJacksonIsToldWhatIsMissing() throws Exception {
    URL[] classes =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.contains("jackson-core"))
            .map(entry -> url(Path.of(entry)))
            .toArray(URL[]::new);
    try (URLClassLoader loader =
        new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
      Class<?> settings = loader.loadClass(PageSettings.class.getName());
      Class<?> sourceType = loader.loadClass(PageSource.class.getName());
      Class<?> mode = loader.loadClass(PageMode.class.getName());
      Constructor<?> setting = settings.getDeclaredConstructors()[0];
      Constructor<?> prepared =
          loader.loadClass(PreparedSource.class.getName()).getDeclaredConstructor();
      prepared.setAccessible(true);
      Method start =
          loader.loadClass(StatusPage.class.getName()).getMethod("start", settings, sourceType);
      Object wanted = setting.newInstance(mode.getEnumConstants()[0], "127.0.0.1", 0, "");
      assertThatThrownBy(() -> start.invoke(null, wanted, prepared.newInstance()))
          .cause()
          .isInstanceOf(IOException.class)
          .hasMessageContaining("com.fasterxml.jackson.core:jackson-core 2")
          .hasMessageContaining("fs.cache.status.page to none");
    }
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  @Test
  void pageDoesNotKeepItsJvmAlive() throws Exception {
    assertThat(get(start(PageMode.OPEN, 0, ""), "").statusCode()).isEqualTo(200);
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(thread -> thread.getName().matches("HTTP-Dispatcher.*|kindling-page.*"))
        .isNotEmpty()
        .allMatch(Thread::isDaemon);
  }

  @Test
  void lastPortThereIsBeingTakenIsAnErrorThatNamesIt() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 65_535));
      PageSettings last = new PageSettings(PageMode.OPEN, "127.0.0.1", 65_535, "");
      assertThatThrownBy(() -> StatusPage.start(last, source))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("65535");
    }
  }
}
