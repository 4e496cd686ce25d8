package io.kindling.hadoop.mount;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Knocks at a configured S3 endpoint before S3A does: S3A tries a wrong address for almost three
 * minutes before it says so.
 */
public final class EndpointProbe {

  private static final int ATTEMPTS = 3;
  private static final int CONNECT_MILLIS = 3000;
  private static final int PAUSE_MILLIS = 1000;

  private EndpointProbe() {}

  /**
   * Returns when the endpoint of a bucket accepts connections, and also when none is configured or
   * a proxy stands before it.
   *
   * @throws IOException the last failure of several attempts within ten seconds
   */
  public static void check(Path root, Configuration configuration) throws IOException {
    InetSocketAddress address = address(root, configuration);
    if (address == null) {
      return;
    }
    for (int attempt = 1; ; attempt++) {
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(address.getHostString(), address.getPort()), CONNECT_MILLIS);
        return;
      } catch (IOException failed) {
        if (attempt == ATTEMPTS) {
          throw (IOException)
              new ConnectException(
                      "%s:%d: %s"
                          .formatted(
                              address.getHostString(),
                              address.getPort(),
                              StoreErrors.firstLine(failed)))
                  .initCause(failed);
        }
        pause();
      }
    }
  }

  private static @Nullable InetSocketAddress address(Path root, Configuration configuration)
      throws IOException {
    if (!"s3a".equals(root.toUri().getScheme())
        || !option("proxy.host", root, configuration).isEmpty()) {
      return null;
    }
    String endpoint = option("endpoint", root, configuration);
    if (endpoint.isEmpty()) {
      return null;
    }
    boolean secure = !option("connection.ssl.enabled", root, configuration).equals("false");
    URI uri;
    try {
      uri = new URI(endpoint.contains("://") ? endpoint : "https://" + endpoint);
    } catch (URISyntaxException malformed) {
      throw new IOException("fs.s3a.endpoint: " + malformed.getMessage(), malformed);
    }
    if (uri.getHost() == null) {
      return null;
    }
    int standard = secure && !"http".equals(uri.getScheme()) ? 443 : 80;
    return InetSocketAddress.createUnresolved(
        uri.getHost(), uri.getPort() < 0 ? standard : uri.getPort());
  }

  /** An option of S3A, which may be set for one bucket. */
  private static String option(String name, Path root, Configuration configuration) {
    String bucket = root.toUri().getHost();
    return configuration.getTrimmed(
        "fs.s3a.bucket." + bucket + "." + name, configuration.getTrimmed("fs.s3a." + name, ""));
  }

  private static void pause() throws InterruptedIOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for an S3 endpoint");
    }
  }
}
