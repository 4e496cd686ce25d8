package io.kindling.s3;

import java.io.IOException;
import java.net.URI;

/**
 * The server as a process of its own, for class paths that cannot bear its libraries.
 *
 * <p>Prints one line, {@code endpoint=... access-key=... secret-key=... control=...}, and serves
 * until its standard input ends, so that it never outlives the process that started it.
 */
public final class EmbeddedS3Server {

  private EmbeddedS3Server() {}

  /** Starts the server; see {@code ServerOptions.USAGE} for the arguments. */
  public static void main(String[] arguments) {
    ServerOptions options;
    try {
      options = ServerOptions.parse(arguments);
    } catch (IllegalArgumentException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(2);
      return;
    }
    try {
      serve(options);
      System.exit(0);
    } catch (IOException failed) {
      System.err.println(failed.getMessage());
      System.exit(1);
    }
  }

  private static void serve(ServerOptions options) throws IOException {
    try (EmbeddedS3 server = EmbeddedS3.start(options.root());
        ControlEndpoint control = new ControlEndpoint(server)) {
      options.buckets().forEach(server::createBucket);
      if (options.throttle().equals(Throttle.NONE)) {
        announceAndWait(server, server.access().endpoint(), control.uri());
        return;
      }
      try (ThrottledPort port =
          ThrottledPort.before(server.access().endpoint(), options.throttle())) {
        announceAndWait(server, port.endpoint(), control.uri());
      }
    }
  }

  private static void announceAndWait(EmbeddedS3 server, URI endpoint, URI control)
      throws IOException {
    S3Access access = server.access();
    System.out.println(
        "endpoint=%s access-key=%s secret-key=%s control=%s"
            .formatted(endpoint, access.accessKey(), access.secretKey(), control));
    System.out.flush();
    while (System.in.read() >= 0) {
      // Whatever comes in is no command; only the end of the input matters.
    }
  }
}
