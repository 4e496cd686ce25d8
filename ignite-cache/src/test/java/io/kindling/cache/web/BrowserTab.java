package io.kindling.cache.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A tab of a headless Chromium, led by its DevTools protocol: scripts are run in it, and what it
 * asks its user is answered. For one thread.
 */
final class BrowserTab implements AutoCloseable, WebSocket.Listener {

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern PAGE =
      Pattern.compile("\"webSocketDebuggerUrl\"\\s*:\\s*\"(ws://[^\"]+/devtools/page/[^\"]+)\"");

  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final StringBuilder part = new StringBuilder();
  private final AtomicInteger last = new AtomicInteger();
  private final Map<Integer, CompletableFuture<Map<String, String>>> open =
      new ConcurrentHashMap<>();
  private final List<String> questions = new CopyOnWriteArrayList<>();
  private CompletableFuture<WebSocket> sent = CompletableFuture.completedFuture(null);
  private volatile boolean accepting;
  private @Nullable WebSocket socket;

  private BrowserTab(Process process) {
    this.process = process;
  }

  /** Opens a page. */
  static BrowserTab open(String browser, Path folder, String url) throws Exception {
    Process process =
        Chromium.start(
            browser, folder, List.of("--remote-debugging-port=0", "--window-size=1280,2400", url));
    BrowserTab tab = new BrowserTab(process);
    boolean connected = false;
    try {
      tab.connect(folder);
      connected = true;
      return tab;
    } finally {
      if (!connected) {
        tab.close();
      }
    }
  }

  private void connect(Path folder) throws Exception {
    Path told = folder.resolve("profile/DevToolsActivePort");
    await().atMost(LIMIT).until(() -> Files.exists(told) && Files.readAllLines(told).size() > 1);
    URI tabs = URI.create("http://127.0.0.1:" + Files.readAllLines(told).get(0) + "/json/list");
    Deque<String> pages = new ArrayDeque<>();
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              String listed =
                  http.send(
                          HttpRequest.newBuilder(tabs).build(),
                          HttpResponse.BodyHandlers.ofString())
                      .body();
              Matcher page = PAGE.matcher(listed);
              return page.find() && pages.add(page.group(1));
            });
    socket =
        http.newWebSocketBuilder()
            .buildAsync(URI.create(pages.getFirst()), this)
            .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    var ignored = call("Page.enable", Map.of());
  }

  /** What a script of the page's own evaluates to, as text. */
  String run(String script) throws Exception {
    Map<String, String> answer =
        call("Runtime.evaluate", Map.of("expression", "String(" + script + ")"));
    assertThat(answer.get("result.exceptionDetails.exception.description")).as(script).isNull();
    return answer.getOrDefault("result.result.value", "");
  }

  /** Answers each question from now on so; {@link #questions} keeps them. */
  void answerQuestions(boolean accept) {
    accepting = accept;
  }

  /** What the page has asked its user. */
  List<String> questions() {
    return questions;
  }

  private Map<String, String> call(String method, Map<String, ?> parameters)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    int id = last.incrementAndGet();
    CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();
    open.put(id, answer);
    send(id, method, parameters);
    return answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private void send(int id, String method, Map<String, ?> parameters) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      out.writeNumberField("id", id);
      out.writeStringField("method", method);
      out.writeObjectFieldStart("params");
      for (Map.Entry<String, ?> each : parameters.entrySet()) {
        if (each.getValue() instanceof Boolean flag) {
          out.writeBooleanField(each.getKey(), flag);
        } else {
          out.writeStringField(each.getKey(), String.valueOf(each.getValue()));
        }
      }
      out.writeEndObject();
      out.writeEndObject();
    }
    WebSocket connected = socket;
    if (connected == null) {
      throw new IOException("the tab is not connected");
    }
    send(connected, text.toString());
  }

  /** After all sent before: a text that is sent while another one is under way is refused. */
  private synchronized void send(WebSocket to, String text) {
    sent = sent.thenCompose(before -> to.sendText(text, true));
    var ignored =
        sent.whenComplete(
            (done, fault) -> {
              if (fault != null) {
                onError(to, fault);
              }
            });
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
    part.append(data);
    if (isLast) {
      Map<String, String> message = flat(part.toString());
      part.setLength(0);
      heard(from, message);
    }
    from.request(1);
    return CompletableFuture.completedFuture(null);
  }

  private void heard(WebSocket from, Map<String, String> message) {
    if ("Page.javascriptDialogOpening".equals(message.get("method"))) {
      questions.add(message.getOrDefault("params.message", ""));
      // The script that asks, and so the call that runs it, waits for this.
      send(
          from,
          "{\"id\":%d,\"method\":\"Page.handleJavaScriptDialog\",\"params\":{\"accept\":%b}}"
              .formatted(last.incrementAndGet(), accepting));
      return;
    }
    String id = message.get("id");
    CompletableFuture<Map<String, String>> waiting =
        id == null ? null : open.remove(Integer.valueOf(id));
    if (waiting != null) {
      waiting.complete(message);
    }
  }

  @Override
  public void onError(WebSocket from, Throwable fault) {
    open.values().forEach(each -> each.completeExceptionally(fault));
  }

  /** The values of a message by the names that lead to them; of arrays the last. */
  private static Map<String, String> flat(String json) {
    Map<String, String> values = new HashMap<>();
    Deque<String> names = new ArrayDeque<>();
    try (JsonParser parser = JSON.createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isStructStart()) {
          names.addLast(parser.currentName() == null ? "" : parser.currentName());
        } else if (token.isStructEnd()) {
          names.removeLast();
        } else if (token.isScalarValue()) {
          String path = String.join(".", names) + "." + parser.currentName();
          values.put(path.substring(1), parser.getText());
        }
      }
    } catch (IOException malformed) {
      throw new UncheckedIOException(json, malformed);
    }
    return values;
  }

  @Override
  public void close() {
    WebSocket connected = socket;
    if (connected != null) {
      connected.abort();
    }
    Chromium.stop(process);
  }
}
