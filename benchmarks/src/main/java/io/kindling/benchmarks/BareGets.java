package io.kindling.benchmarks;

import io.kindling.s3.S3Access;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * The least that a client can do for an object: GETs of ranges over kept connections, whose bytes
 * are dropped. What the server, the distance and the machine give at most.
 */
final class BareGets {

  private static final int BUFFER = 256 << 10;
  private static final Duration VALID = Duration.ofHours(1);

  private final List<URI> objects;

  private BareGets(List<URI> objects) {
    this.objects = objects;
  }

  /** Signs the addresses of some objects of one bucket beforehand. */
  static BareGets of(S3Access access, String bucket, List<String> keys) throws IOException {
    List<URI> signed = new ArrayList<>();
    try (S3Presigner presigner =
        S3Presigner.builder()
            .endpointOverride(access.endpoint())
            .region(Region.US_EAST_1)
            .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(access.accessKey(), access.secretKey())))
            .build()) {
      for (String key : keys) {
        signed.add(
            presigner
                .presignGetObject(
                    presign ->
                        presign
                            .signatureDuration(VALID)
                            .getObjectRequest(get -> get.bucket(bucket).key(key)))
                .url()
                .toURI());
      }
    } catch (URISyntaxException impossible) {
      throw new IOException(impossible);
    }
    return new BareGets(signed);
  }

  /**
   * Gets all objects.
   *
   * @param size bytes of each
   * @param range bytes of one request
   * @param connections requests in flight
   * @return the bytes
   */
  long run(long size, long range, int connections) throws Exception {
    long ranges = (size + range - 1) / range;
    AtomicInteger next = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(connections);
    try {
      List<Future<Long>> parts = new ArrayList<>();
      for (int thread = 0; thread < connections; thread++) {
        parts.add(
            threads.submit(
                () -> {
                  long bytes = 0;
                  try (Line line = new Line(objects.get(0))) {
                    for (long i = next.getAndIncrement();
                        i < ranges * objects.size();
                        i = next.getAndIncrement()) {
                      long from = i % ranges * range;
                      URI object = objects.get((int) (i / ranges));
                      bytes += line.get(object, from, Math.min(size, from + range));
                    }
                  }
                  return bytes;
                }));
      }
      long bytes = 0;
      for (Future<Long> part : parts) {
        bytes += part.get(Readers.LIMIT_MINUTES, TimeUnit.MINUTES);
      }
      return bytes;
    } finally {
      threads.shutdownNow();
    }
  }

  /** One connection. */
  private static final class Line implements AutoCloseable {

    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

    Line(URI server) throws IOException {
      channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** Gets the bytes of an object before {@code to}; answers how many. */
    long get(URI object, long from, long to) throws IOException {
      String request =
          "GET %s?%s HTTP/1.1\r\nHost: %s\r\nRange: bytes=%d-%d\r\n\r\n"
              .formatted(
                  object.getRawPath(),
                  object.getRawQuery(),
                  object.getRawAuthority(),
                  from,
                  to - 1);
      ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
      while (out.hasRemaining()) {
        channel.write(out);
      }
      buffer.clear();
      String head = head();
      if (!head.startsWith("HTTP/1.1 206") || !head.contains("content-length: " + (to - from))) {
        throw new IOException("no " + (to - from) + " bytes of " + object.getPath() + ":\n" + head);
      }
      long left = to - from - buffer.remaining();
      while (left > 0) {
        buffer.clear();
        left -= more();
      }
      return to - from;
    }

    /** The lines before the bytes in lower case; the buffer holds what came with them. */
    private String head() throws IOException {
      while (true) {
        more();
        String text = StandardCharsets.ISO_8859_1.decode(buffer.duplicate().flip()).toString();
        int end = text.indexOf("\r\n\r\n");
        if (end >= 0) {
          buffer.flip().position(end + 4);
          String status = text.substring(0, text.indexOf('\r'));
          return status + text.substring(status.length(), end).toLowerCase(Locale.ROOT) + "\r\n";
        }
      }
    }

    private int more() throws IOException {
      int count = channel.read(buffer);
      if (count < 0) {
        throw new EOFException("the server closed the connection within an answer");
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
