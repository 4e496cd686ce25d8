package io.kindling.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

@Timeout(90)
class EmbeddedS3ProcessIT {

  @TempDir Path folder;

  @Test
  void serverInAnotherProcessServesCountsAndEndsWithItsLauncher() throws IOException {
    S3Access access;
    try (EmbeddedS3Process process =
            EmbeddedS3Process.start(folder, "photos", "--first-byte-delay", "5ms");
        S3Client client = S3Clients.to(process.access(), new AtomicLong())) {
      access = process.access();
      client.putObject(
          put -> put.bucket("photos").key("a b.jpg"), RequestBody.fromBytes(new byte[1234]));
      client.getObjectAsBytes(get -> get.bucket("photos").key("a b.jpg"));
      process.refuse("a b", 403);
      assertThatThrownBy(() -> client.headObject(head -> head.bucket("photos").key("a b.jpg")))
          .isInstanceOf(S3Exception.class);
      process.accept();

      assertThat(process.counts()).isEqualTo(new RequestCounts(1, 1, 0, 1, 0, 0, 1234));
      assertThat(process.reset().getObject()).isOne();
      assertThat(process.counts().getObject()).isZero();
      assertThatThrownBy(() -> process.refuse("a", 200)).hasMessageContaining("200 is no error");
    }
    try (S3Client client = S3Clients.to(access, new AtomicLong())) {
      assertThatThrownBy(() -> client.listBuckets()).hasMessageContaining("refused");
    }
  }

  @Test
  void wrongArgumentsEndTheProcessWithOneLine() {
    assertThatThrownBy(() -> EmbeddedS3Process.start(folder, "photos", "--colour", "red"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ended at once");
  }
}
