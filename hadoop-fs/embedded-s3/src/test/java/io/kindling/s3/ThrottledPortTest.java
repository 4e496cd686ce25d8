package io.kindling.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class ThrottledPortTest {

  @TempDir Path folder;

  @Test
  void firstByteComesLateAndTheRestAtTheGivenRate() throws IOException {
    Throttle throttle =
        new Throttle(Duration.ofMillis(40), Duration.ofMillis(60), 20_000_000, Throttle.UNLIMITED);
    try (EmbeddedS3 server = EmbeddedS3.start(folder);
        ThrottledPort port = ThrottledPort.before(server.access().endpoint(), throttle);
        S3Client near = S3Clients.to(server.access(), new AtomicLong());
        S3Client far =
            S3Clients.to(
                port.endpoint(),
                server.access().accessKey(),
                server.access().secretKey(),
                new AtomicLong())) {
      server.createBucket("photos");
      byte[] content = new byte[4_000_000];
      near.putObject(put -> put.bucket("photos").key("a"), RequestBody.fromBytes(content));
      far.headObject(head -> head.bucket("photos").key("a"));

      long start = System.nanoTime();
      for (int i = 0; i < 5; i++) {
        far.headObject(head -> head.bucket("photos").key("a"));
      }
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(5 * 40_000_000L);

      start = System.nanoTime();
      byte[] read = far.getObjectAsBytes(get -> get.bucket("photos").key("a")).asByteArray();
      long nanos = System.nanoTime() - start;

      assertThat(read).hasSize(content.length);
      assertThat(nanos).isBetween(235_000_000L, 2_000_000_000L);
    }
  }

  @Test
  void connectionsShareTheTotalRate() throws Exception {
    Pacer pacer = new Pacer(1_000_000);

    long last = 0;
    for (int i = 0; i < 100; i++) {
      last = pacer.take(10_000);
    }

    assertThat(last).isBetween(980_000_000L, 1_000_000_000L);
    assertThat(new Pacer(Throttle.UNLIMITED).take(1 << 30)).isZero();
  }
}
