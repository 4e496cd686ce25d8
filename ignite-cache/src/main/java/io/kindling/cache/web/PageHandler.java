package io.kindling.cache.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.kindling.cache.config.CacheOptions.PageMode;
import io.kindling.cache.metrics.PrometheusText;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of a status page. Safe for any number of threads. */
final class PageHandler implements HttpHandler {

  private static final Logger LOG = LoggerFactory.getLogger(PageHandler.class);
  private static final JsonFactory JSON = new JsonFactory();
  private static final String JSON_TYPE = "application/json; charset=utf-8";
  private static final int MOST_BODY = 16 << 10;

  private static final Map<String, String> FILES =
      Map.of(
          "/index.html", "text/html; charset=utf-8",
          "/page.css", "text/css; charset=utf-8",
          "/page.js", "text/javascript; charset=utf-8",
          "/icon.svg", "image/svg+xml",
          "/grafana-dashboard.json", JSON_TYPE);

  private final PageSettings settings;
  private final PageSource source;
  private final PageData data;

  PageHandler(PageSettings settings, PageSource source) {
    this.settings = settings;
    this.source = source;
    this.data = new PageData(source, !settings.token().isEmpty());
  }

  /** What is sent back. */
  private record Reply(int status, String type, String text) {}

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply = answer(exchange);
      Headers headers = exchange.getResponseHeaders();
      headers.set("Content-Type", reply.type);
      headers.set("Cache-Control", "no-store");
      headers.set("X-Content-Type-Options", "nosniff");
      headers.set("Referrer-Policy", "no-referrer");
      headers.set(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
              + " 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
      if (reply.status == 401) {
        headers.set("WWW-Authenticate", "Bearer");
      }
      byte[] body = reply.text.getBytes(StandardCharsets.UTF_8);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(reply.status, head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private Reply answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    try {
      return switch (exchange.getRequestMethod()) {
        case "GET", "HEAD" -> read(path, exchange);
        case "POST" -> change(path, exchange);
        default -> error(405, exchange.getRequestMethod() + " is not answered here");
      };
    } catch (FileNotFoundException missing) {
      return error(404, "there is nothing at " + path);
    } catch (IllegalArgumentException wrong) {
      return error(400, String.valueOf(wrong.getMessage()));
    } catch (InterruptedIOException ending) {
      throw ending;
    } catch (IOException | RuntimeException failed) {
      LOG.warn("{} of the status page failed: {}", path, failed.toString());
      LOG.debug("why it failed", failed);
      return error(503, "the cluster does not answer: " + failed.getMessage());
    }
  }

  private Reply read(String path, HttpExchange exchange) throws IOException {
    String file = path.equals("/") ? "/index.html" : path;
    String type = FILES.get(file);
    if (type != null) {
      return new Reply(200, type, resource(file.substring(1)));
    }
    if (settings.mode() == PageMode.TOKEN && !hasToken(exchange)) {
      return error(401, "this page is shown to those who give its token");
    }
    return switch (path) {
      case "/api/cluster" -> json(data::cluster);
      case "/api/history" -> {
        ReadHistory.Range range = range(exchange.getRequestURI().getQuery());
        yield json(out -> data.history(range, out));
      }
      case "/api/counters" -> json(data::counters);
      case "/api/configuration" -> json(data::configuration);
      case "/metrics" -> new Reply(200, PrometheusText.CONTENT_TYPE, data.ownMetrics());
      case "/metrics/cluster" -> new Reply(200, PrometheusText.CONTENT_TYPE, data.clusterMetrics());
      default -> throw new FileNotFoundException(path);
    };
  }

  private static ReadHistory.Range range(String query) {
    String text = parameters(Optional.ofNullable(query).orElse("")).getOrDefault("range", "hour");
    try {
      return ReadHistory.Range.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException("range is hour or day, not " + text);
    }
  }

  private Reply change(String path, HttpExchange exchange) throws IOException {
    if (settings.token().isEmpty()) {
      return error(403, "nothing can be changed here: fs.cache.status.token is not set");
    }
    if (!hasToken(exchange)) {
      return error(401, "changes need the value of fs.cache.status.token");
    }
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY + 1);
    if (body.length > MOST_BODY) {
      return error(413, "a request is at most " + MOST_BODY + " bytes long");
    }
    Map<String, String> parameters = parameters(new String(body, StandardCharsets.UTF_8));
    LOG.info("status page, from {}: {} {}", exchange.getRemoteAddress(), path, parameters);
    String done =
        switch (path) {
          case "/api/free" -> source.free(path(parameters));
          case "/api/pin" -> source.pin(path(parameters));
          case "/api/unpin" -> source.unpin(path(parameters));
          case "/api/jobs/cancel" -> source.cancelJob(required(parameters, "job"));
          default -> throw new FileNotFoundException(path);
        };
    return json(out -> out.writeStringField("done", done));
  }

  private boolean hasToken(HttpExchange exchange) {
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    byte[] wanted = ("Bearer " + settings.token()).getBytes(StandardCharsets.UTF_8);
    // Compared in a time that does not tell how much of it was right.
    return given != null
        && MessageDigest.isEqual(wanted, given.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The path of an under store that the request names. */
  private static String path(Map<String, String> parameters) {
    String path = required(parameters, "path").replaceFirst("^([a-zA-Z][^:/]*):/(?!/)", "$1:///");
    if (path.startsWith("cache:")) {
      throw new IllegalArgumentException(
          "\"%s\" is a path of readers; write the under store's, which the list of mounts shows"
              .formatted(path));
    }
    if (!path.matches("[a-zA-Z][a-zA-Z0-9+.-]*:/.+")) {
      throw new IllegalArgumentException(
          "\"%s\" is no path in an under store; write s3a://bucket/folder/ or s3a://bucket/file"
              .formatted(path));
    }
    return path;
  }

  private static String required(Map<String, String> parameters, String name) {
    String value = parameters.getOrDefault(name, "").trim();
    if (value.isEmpty()) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  private static Map<String, String> parameters(String text) {
    Map<String, String> parameters = new HashMap<>();
    for (String each : text.split("&", -1)) {
      int equal = each.indexOf('=');
      if (equal > 0) {
        parameters.put(decoded(each.substring(0, equal)), decoded(each.substring(equal + 1)));
      }
    }
    return parameters;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = PageHandler.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException(name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Writes the fields of an object. */
  @FunctionalInterface
  private interface Fields {
    void write(JsonGenerator out) throws IOException;
  }

  private static Reply json(Fields fields) throws IOException {
    return new Reply(200, JSON_TYPE, object(fields));
  }

  private static String object(Fields fields) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      fields.write(out);
      out.writeEndObject();
    }
    return text.toString();
  }

  private static Reply error(int status, String text) throws IOException {
    return new Reply(status, JSON_TYPE, object(out -> out.writeStringField("error", text)));
  }
}
