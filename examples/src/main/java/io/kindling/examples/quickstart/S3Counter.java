package io.kindling.examples.quickstart;

import io.kindling.s3.RequestCounts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Reads the counters of an S3 server that runs in another process. */
final class S3Counter {

  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpRequest request;

  /**
   * @param control the server's control endpoint
   */
  S3Counter(URI control) {
    request =
        HttpRequest.newBuilder(control.resolve("/reset")).timeout(Duration.ofSeconds(10)).build();
  }

  /** What was asked since the last call, or since the start of the server. */
  RequestCounts countsSinceLast() throws IOException {
    try {
      return RequestCounts.fromJson(
          client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking " + request.uri(), e);
    }
  }
}
