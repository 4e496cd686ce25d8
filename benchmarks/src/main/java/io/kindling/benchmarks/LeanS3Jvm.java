package io.kindling.benchmarks;

import io.kindling.s3.S3Access;
import io.kindling.s3.Throttle;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A {@link LeanS3} in a JVM of its own; it ends with its parent. */
final class LeanS3Jvm implements AutoCloseable {

  private static final String READY = "ready ";
  private static final long START_SECONDS = 60;

  private final ChildJvm jvm;
  private final S3Access access;

  private LeanS3Jvm(ChildJvm jvm, URI endpoint) {
    this.jvm = jvm;
    this.access = new S3Access(endpoint, "any", "any-secret");
  }

  /** Starts the JVM, and returns when the server answers. */
  static LeanS3Jvm start(Throttle throttle) throws IOException, InterruptedException {
    CompletableFuture<String> ready = new CompletableFuture<>();
    ChildJvm jvm =
        ChildJvm.start(
            ChildJvm.Program.of(
                LeanS3Jvm.class,
                List.of("-Xmx256m"),
                List.of(
                    Long.toString(throttle.firstByteDelayFrom().toNanos()),
                    Long.toString(throttle.firstByteDelayTo().toNanos()),
                    Long.toString(throttle.connectionRate()),
                    Long.toString(throttle.totalRate()))),
            new ChildJvm.Listener() {
              @Override
              public void said(String line) {
                if (line.startsWith(READY)) {
                  ready.complete(line.substring(READY.length()));
                }
              }

              @Override
              public void ended() {
                ready.completeExceptionally(new IOException("its JVM ended"));
              }
            });
    try {
      return new LeanS3Jvm(jvm, URI.create(ready.get(START_SECONDS, TimeUnit.SECONDS)));
    } catch (ExecutionException | TimeoutException failed) {
      jvm.close();
      throw new IOException("the S3 server did not start", failed);
    }
  }

  /** Address, and credentials that nobody looks at. */
  S3Access access() {
    return access;
  }

  /** Processor time so far, in nanoseconds. */
  long cpuNanos() {
    return jvm.cpuNanos();
  }

  @Override
  public void close() {
    jvm.close();
  }

  /** The numbers of a throttle. */
  public static void main(String[] arguments) throws IOException {
    Throttle throttle =
        new Throttle(
            Duration.ofNanos(Long.parseLong(arguments[0])),
            Duration.ofNanos(Long.parseLong(arguments[1])),
            Long.parseLong(arguments[2]),
            Long.parseLong(arguments[3]));
    try (LeanS3 server = LeanS3.start(throttle)) {
      System.out.println(READY + server.endpoint());
      while (System.in.read() >= 0) {
        // Nothing is said; the end of the input is the parent's end.
      }
    }
  }
}
