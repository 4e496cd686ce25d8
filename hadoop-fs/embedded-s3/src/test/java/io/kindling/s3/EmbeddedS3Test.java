package io.kindling.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;

class EmbeddedS3Test {

  @TempDir Path folder;
  private final AtomicLong transmitted = new AtomicLong();
  private EmbeddedS3 server;
  private S3Client client;

  @BeforeEach
  void start() throws IOException {
    server = EmbeddedS3.start(folder);
    server.createBucket("photos");
    client = S3Clients.to(server.access(), transmitted);
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void everyRequestOfTheClientIsCountedOnceUnderItsName() {
    put("a/1.jpg", 1000);
    put("a/2.jpg", 2000);
    client.getObjectAsBytes(get -> get.bucket("photos").key("a/1.jpg"));
    client.headObject(head -> head.bucket("photos").key("a/1.jpg"));
    client.listObjectsV2(list -> list.bucket("photos").prefix("a/"));
    client.listObjects(list -> list.bucket("photos").prefix("a/"));
    client.deleteObject(delete -> delete.bucket("photos").key("a/1.jpg"));
    client.headBucket(head -> head.bucket("photos"));

    assertThat(server.counts()).isEqualTo(new RequestCounts(1, 1, 2, 2, 1, 1, 1000));
    assertThat(transmitted).hasValue(8);
  }

  @Test
  void bytesOfARangeAreTheBytesOfTheRange() {
    put("big.bin", 300_000);
    server.reset();

    byte[] bytes =
        client
            .getObjectAsBytes(
                get -> get.bucket("photos").key("big.bin").range("bytes=100000-149999"))
            .asByteArray();

    assertThat(bytes).hasSize(50_000);
    assertThat(server.counts()).isEqualTo(new RequestCounts(1, 0, 0, 0, 0, 0, 50_000));
  }

  @Test
  void anAbandonedObjectCountsOnlyWhatWasTakenFromTheStore() throws IOException {
    put("big.bin", 64 << 20);
    server.reset();

    try (ResponseInputStream<GetObjectResponse> content =
        client.getObject(get -> get.bucket("photos").key("big.bin"))) {
      assertThat(content.readNBytes(1000)).hasSize(1000);
      content.abort();
    }

    assertThat(server.counts().getObject()).isOne();
    assertThat(server.counts().getObjectBytes()).isBetween(1000L, (64L << 20) - 1);
  }

  @Test
  void requestsForMissingKeysCountAsWell() {
    assertThatThrownBy(() -> client.getObjectAsBytes(get -> get.bucket("photos").key("none")))
        .isInstanceOf(NoSuchKeyException.class);
    assertThatThrownBy(() -> client.headObject(head -> head.bucket("photos").key("none")))
        .isInstanceOf(NoSuchKeyException.class);

    assertThat(server.counts()).isEqualTo(new RequestCounts(1, 1, 0, 0, 0, 0, 0));
  }

  @Test
  void nothingIsBelowAnObjectThatIsNoFolder() {
    put("a.jpg", 10);

    assertThatThrownBy(() -> client.headObject(head -> head.bucket("photos").key("a.jpg/b")))
        .isInstanceOf(NoSuchKeyException.class);
    assertThatThrownBy(() -> client.getObjectAsBytes(get -> get.bucket("photos").key("a.jpg/b")))
        .isInstanceOf(NoSuchKeyException.class);
    assertThat(client.listObjectsV2(list -> list.bucket("photos").prefix("a.jpg/")).contents())
        .isEmpty();
  }

  @Test
  void nothingStaysOfFoldersThatOneRequestRemoves() {
    try (S3Client program = S3Clients.retrying(server.access())) {
      for (int round = 0; round < 8; round++) {
        List<ObjectIdentifier> objects = new ArrayList<>();
        for (int folder = 0; folder < 8; folder++) {
          for (String name : List.of("", "sub/", "sub/a.jpg", "b.jpg")) {
            String key = "round-" + round + "/" + folder + "/" + name;
            program.putObject(
                put -> put.bucket("photos").key(key),
                name.endsWith("jpg") ? RequestBody.fromString("bytes") : RequestBody.empty());
            objects.add(ObjectIdentifier.builder().key(key).build());
          }
        }
        program.deleteObjects(
            remove -> remove.bucket("photos").delete(all -> all.objects(objects)));

        assertThat(program.listObjectsV2(list -> list.bucket("photos").delimiter("/")))
            .as("round %d", round)
            .satisfies(left -> assertThat(left.commonPrefixes()).isEmpty())
            .satisfies(left -> assertThat(left.contents()).isEmpty());
      }
    }
  }

  @Test
  void aConditionalGetOfAnotherVersionFailsAndSendsNothing() {
    put("a.jpg", 1000);
    String etag = client.headObject(head -> head.bucket("photos").key("a.jpg")).eTag();
    client.putObject(
        put -> put.bucket("photos").key("a.jpg"), RequestBody.fromString("something else"));
    server.reset();

    assertThatThrownBy(
            () -> client.getObjectAsBytes(get -> get.bucket("photos").key("a.jpg").ifMatch(etag)))
        .isInstanceOfSatisfying(
            S3Exception.class, failed -> assertThat(failed.statusCode()).isEqualTo(412));
    assertThat(server.counts()).isEqualTo(new RequestCounts(1, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void aMultipartUploadIsOtherRequestsAndNoPutObject() {
    String upload =
        client.createMultipartUpload(create -> create.bucket("photos").key("m")).uploadId();
    String etag =
        client
            .uploadPart(
                part -> part.bucket("photos").key("m").uploadId(upload).partNumber(1),
                RequestBody.fromBytes(new byte[5000]))
            .eTag();
    CompletedPart part = CompletedPart.builder().partNumber(1).eTag(etag).build();
    client.completeMultipartUpload(
        complete ->
            complete
                .bucket("photos")
                .key("m")
                .uploadId(upload)
                .multipartUpload(m -> m.parts(part)));

    assertThat(server.counts()).isEqualTo(new RequestCounts(0, 0, 0, 0, 0, 3, 0));
    assertThat(client.headObject(head -> head.bucket("photos").key("m")).contentLength())
        .isEqualTo(5000);
  }

  @Test
  void chosenKeysAreRefusedUntilTheyAreAcceptedAgain() {
    put("locked/a.jpg", 10);
    put("open/b.jpg", 10);
    for (int status : new int[] {403, 503}) {
      server.refusals().refuse("locked/", status);
      assertThatThrownBy(
              () -> client.getObjectAsBytes(get -> get.bucket("photos").key("locked/a.jpg")))
          .isInstanceOfSatisfying(
              S3Exception.class, failed -> assertThat(failed.statusCode()).isEqualTo(status));
      client.getObjectAsBytes(get -> get.bucket("photos").key("open/b.jpg"));
    }
    server.refusals().clear();
    client.getObjectAsBytes(get -> get.bucket("photos").key("locked/a.jpg"));

    assertThat(server.counts()).isEqualTo(new RequestCounts(5, 0, 0, 2, 0, 0, 30));
  }

  @Test
  void wrongCredentialsAreRefused() {
    try (S3Client stranger =
        S3Clients.to(server.access().endpoint(), "kindling", "guess", transmitted)) {
      assertThatThrownBy(() -> stranger.headObject(head -> head.bucket("photos").key("a")))
          .isInstanceOfSatisfying(
              S3Exception.class, failed -> assertThat(failed.statusCode()).isEqualTo(403));
    }
  }

  @Test
  void countsSurviveTheWayThroughJson() {
    RequestCounts counts = new RequestCounts(1, 2, 3, 4, 5, 6, 7L << 40);

    assertThat(RequestCounts.fromJson(counts.toJson())).isEqualTo(counts);
    assertThatThrownBy(() -> RequestCounts.fromJson("{}")).hasMessageContaining("getObject");
  }

  private void put(String key, int bytes) {
    client.putObject(put -> put.bucket("photos").key(key), RequestBody.fromBytes(new byte[bytes]));
  }
}
