package io.kindling.benchmarks;

import io.kindling.s3.S3Access;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The bare AWS SDK: lists a bucket, gets its objects and drops their bytes. */
final class SdkGets implements AutoCloseable {

  private final int atOnce;
  private final S3Client client;

  private SdkGets(S3Access server, int atOnce, SdkHttpClient http) {
    this.atOnce = atOnce;
    this.client =
        S3Client.builder()
            .httpClient(http)
            .endpointOverride(server.endpoint())
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(server.accessKey(), server.secretKey())))
            .build();
  }

  /** By the HTTP client of Apache, the one that S3A uses. */
  static SdkGets byApache(S3Access server, int atOnce) {
    return new SdkGets(server, atOnce, ApacheHttpClient.builder().maxConnections(atOnce).build());
  }

  /** By the native HTTP client of AWS. */
  static SdkGets byCrt(S3Access server, int atOnce) {
    return new SdkGets(server, atOnce, AwsCrtHttpClient.builder().maxConcurrency(atOnce).build());
  }

  /**
   * Gets all objects of a bucket.
   *
   * @param first objects that do not count
   * @return objects a second, of those that count
   */
  double get(String bucket, int first) throws Exception {
    FileClock clock = new FileClock(first);
    List<String> keys = new ArrayList<>();
    client
        .listObjectsV2Paginator(list -> list.bucket(bucket))
        .contents()
        .forEach(object -> keys.add(object.key()));
    Parallel.each(
        keys,
        atOnce,
        (key, buffer) -> {
          try (InputStream in = client.getObject(get -> get.bucket(bucket).key(key))) {
            int count = in.read(buffer);
            while (count > 0) {
              count = in.read(buffer);
            }
          }
          clock.done();
        });
    return clock.perSecond();
  }

  /** The HTTP client is closed, too. */
  @Override
  public void close() {
    client.close();
  }
}
