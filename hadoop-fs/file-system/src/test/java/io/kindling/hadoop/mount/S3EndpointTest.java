package io.kindling.hadoop.mount;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3EndpointTest {

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "s3.amazonaws.com, ''",
    "https://s3.eu-west-1.amazonaws.com/, ''",
    "s3.cn-north-1.amazonaws.com.cn, ''",
    "amazonaws.com.example.org, @amazonaws.com.example.org",
    "http://MinIO.local:9000, @minio.local:9000",
    "https://minio.local:443/x, @minio.local",
  })
  void onlyServersThatAreNotAmazonsAreMarked(String endpoint, String mark) {
    Configuration configuration = new Configuration();
    configuration.set("fs.s3a.endpoint", endpoint);
    assertThat(S3Endpoint.mark("b", configuration)).isEqualTo(mark);
  }

  @Test
  void endpointOfTheBucketWins() {
    Configuration configuration = new Configuration();
    configuration.set("fs.s3a.endpoint", "one:9000");
    configuration.set("fs.s3a.bucket.b.endpoint", "two:9000");
    assertThat(S3Endpoint.mark("b", configuration)).isEqualTo("@two:9000");
    assertThat(S3Endpoint.mark("c", configuration)).isEqualTo("@one:9000");
  }
}
