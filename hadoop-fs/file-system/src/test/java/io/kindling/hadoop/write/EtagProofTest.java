package io.kindling.hadoop.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Etags as S3 makes them; the expected ones were computed with md5sum. */
class EtagProofTest {

  @Test
  void objectThatWasPutWholeHasTheDigestOfItsBytes() {
    assertThat(after(100, "hello ", "world").holds("5eb63bbbe01eeed093cb22bb8f5acdc3")).isTrue();
    assertThat(after(100, "hello ", "world").holds("5EB63BBBE01EEED093CB22BB8F5ACDC3")).isTrue();
    assertThat(after(100, "hello", "world").holds("5eb63bbbe01eeed093cb22bb8f5acdc3")).isFalse();
    assertThat(after(100).holds("d41d8cd98f00b204e9800998ecf8427e")).isTrue();
  }

  @Test
  void multipartUploadHasTheDigestOfItsPartsDigests() {
    assertThat(after(4, "hello ", "world").holds(HELLO_WORLD_BY_FOUR)).isTrue();
    assertThat(after(5, "hello ", "world").holds(HELLO_WORLD_BY_FOUR)).isFalse();
    assertThat(after(4, "hello ", "wurld").holds(HELLO_WORLD_BY_FOUR)).isFalse();
    assertThat(after(11, "hello ", "world").holds(HELLO_WORLD_IN_ONE_PART)).isTrue();
    assertThat(after(11, "hello ", "world").holds("5eb63bbbe01eeed093cb22bb8f5acdc3")).isFalse();
  }

  @Test
  void etagOfAnotherKindProvesNothing() {
    assertThat(after(100, "hello").holds("v1")).isFalse();
    assertThat(after(100, "hello").holds("-")).isFalse();
  }

  private static final String HELLO_WORLD_BY_FOUR = "177e85e8bb233bd57a6aabda201a0c2c-3";
  private static final String HELLO_WORLD_IN_ONE_PART = "241d8a27c836427bd7f04461b60e7359-1";

  private static EtagProof after(long partSize, String... texts) {
    EtagProof proof = new EtagProof(partSize);
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      proof.update(bytes, 0, bytes.length);
    }
    return proof;
  }
}
