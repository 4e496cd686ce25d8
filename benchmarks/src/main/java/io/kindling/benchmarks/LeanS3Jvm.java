package io.kindling.benchmarks;

import io.kindling.s3.S3Access;
import io.kindling.s3.Throttle;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** A {@link LeanS3} in a JVM of its own; it ends with its parent. */
final class LeanS3Jvm implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(1);

  private final ChildJvm jvm;
  private final S3Access access;

  private LeanS3Jvm(ChildJvm jvm, URI endpoint) {
    this.jvm = jvm;
    this.access = new S3Access(endpoint, "any", "any-secret");
  }

  /** Starts the JVM, and returns when the server answers. */
  static LeanS3Jvm start(Throttle throttle) throws IOException {
    ChildJvm.Ready ready =
        ChildJvm.startReady(
            ChildJvm.Program.of(
                LeanS3Jvm.class,
                List.of("-Xmx256m"),
                List.of(
                    Long.toString(throttle.firstByteDelayFrom().toNanos()),
                    Long.toString(throttle.firstByteDelayTo().toNanos()),
                    Long.toString(throttle.connectionRate()),
                    Long.toString(throttle.totalRate()))),
            START_LIMIT);
    return new LeanS3Jvm(ready.jvm(), URI.create(ready.address()));
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
      System.out.println(ChildJvm.READY + server.endpoint());
      while (System.in.read() >= 0) {
        // Nothing is said; the end of the input is the parent's end.
      }
    }
  }
}
