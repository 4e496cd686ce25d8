package io.kindling.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeanAnswerTest {

  private static final String BUCKET = "/made-up-2500-of-110000-x";

  @Test
  void wholeObjectsAndRangesAreGiven() {
    LeanAnswer whole = LeanAnswer.to("GET " + BUCKET + "/file-000007.bin HTTP/1.1\r\nHost: x");
    assertThat(whole.head()).startsWith("HTTP/1.1 200 ").contains("Content-Length: 110000\r\n");
    assertThat(whole.from()).isZero();
    assertThat(whole.end()).isEqualTo(110_000);
    LeanAnswer range =
        LeanAnswer.to("GET " + BUCKET + "/file-000007.bin?x=1 HTTP/1.1\r\nRange: bytes=10-19");
    assertThat(range.head())
        .startsWith("HTTP/1.1 206 ")
        .contains("Content-Length: 10\r\n", "Content-Range: bytes 10-19/110000\r\n");
    assertThat(range.from()).isEqualTo(10);
    assertThat(range.end()).isEqualTo(20);
    LeanAnswer head = LeanAnswer.to("HEAD " + BUCKET + "/file-000007.bin HTTP/1.1");
    assertThat(head.head()).contains("Content-Length: 110000\r\n").endsWith("\r\n\r\n");
    assertThat(head.end()).isEqualTo(head.from());
  }

  @Test
  void anotherVersionIsRefusedAndWhatIsMissingIsNotFound() {
    String object = "GET " + BUCKET + "/file-000007.bin HTTP/1.1\r\nIf-Match: ";
    assertThat(LeanAnswer.to(object + MadeUpBucket.etag("file-000007.bin")).head())
        .startsWith("HTTP/1.1 200 ");
    assertThat(LeanAnswer.to(object + "\"another\"").head()).startsWith("HTTP/1.1 412 ");
    assertThat(LeanAnswer.to("GET " + BUCKET + "/file-002500.bin HTTP/1.1").head())
        .startsWith("HTTP/1.1 404 ");
    assertThat(LeanAnswer.to("GET /other/file-000000.bin HTTP/1.1").head())
        .startsWith("HTTP/1.1 404 ");
    assertThat(LeanAnswer.to("PUT " + BUCKET + "/file-000000.bin HTTP/1.1").head())
        .startsWith("HTTP/1.1 501 ");
  }

  @Test
  void listingsComeInPages() {
    String list = "GET " + BUCKET + "/?list-type=2&prefix=%s HTTP/1.1";
    assertThat(LeanAnswer.to(list.formatted("")).head())
        .contains(
            "<KeyCount>1000</KeyCount>", "<NextContinuationToken>1000</NextContinuationToken>");
    assertThat(LeanAnswer.to(list.formatted("&continuation-token=2000")).head())
        .contains("<KeyCount>500</KeyCount>", "<IsTruncated>false</IsTruncated>")
        .contains("<Key>file-002499.bin</Key>")
        .doesNotContain("NextContinuationToken");
    assertThat(LeanAnswer.to(list.formatted("file-00001%2F")).head())
        .contains("<KeyCount>0</KeyCount>");
  }
}
