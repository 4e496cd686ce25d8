package io.kindling.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Counts and switches of a server over HTTP, for those who run it as a process: {@code /counts},
 * {@code /reset} (answers the counts before it), {@code /refuse?key=PREFIX&status=503} and {@code
 * /accept}. Each answers one line of JSON.
 */
final class ControlEndpoint implements AutoCloseable {

  private final HttpServer http;
  private final ExecutorService threads = Executors.newFixedThreadPool(2, ControlEndpoint::thread);

  ControlEndpoint(EmbeddedS3 server) throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    http.setExecutor(threads);
    on("/counts", parameters -> server.counts().toJson());
    on(
        "/reset",
        parameters -> {
          String before = server.counts().toJson();
          server.reset();
          return before;
        });
    on(
        "/refuse",
        parameters -> {
          server
              .refusals()
              .refuse(
                  parameters.getOrDefault("key", ""),
                  Integer.parseInt(parameters.getOrDefault("status", "403")));
          return "{}";
        });
    on(
        "/accept",
        parameters -> {
          server.refusals().clear();
          return "{}";
        });
    http.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdown();
  }

  private void on(String path, Answer answer) {
    http.createContext(
        path,
        exchange -> {
          try (exchange) {
            answer(exchange, answer);
          }
        });
  }

  private static void answer(HttpExchange exchange, Answer answer) throws IOException {
    int status = 200;
    String text;
    try {
      text = answer.to(parameters(exchange.getRequestURI().getRawQuery()));
    } catch (IllegalArgumentException wrong) {
      status = 400;
      text = wrong.getMessage();
    }
    byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new HashMap<>();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          parameters.put(
              pair.substring(0, equals),
              URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
      }
    }
    return parameters;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "embedded-s3-control");
    thread.setDaemon(true);
    return thread;
  }

  private interface Answer {
    String to(Map<String, String> parameters);
  }
}
