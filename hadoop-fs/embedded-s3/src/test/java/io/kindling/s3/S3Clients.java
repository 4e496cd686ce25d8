package io.kindling.s3;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Plain clients of the AWS SDK that count what they transmit. */
final class S3Clients {

  private S3Clients() {}

  static S3Client to(S3Access access, AtomicLong transmitted) {
    return to(access.endpoint(), access.accessKey(), access.secretKey(), transmitted);
  }

  static S3Client to(URI endpoint, String accessKey, String secretKey, AtomicLong transmitted) {
    return builder(endpoint, accessKey, secretKey)
        .overrideConfiguration(
            options ->
                options
                    .retryStrategy(DefaultRetryStrategy.doNotRetry())
                    .addExecutionInterceptor(new Transmissions(transmitted)))
        .build();
  }

  /** Sends again what got no answer, as programs do. */
  static S3Client retrying(S3Access access) {
    return builder(access.endpoint(), access.accessKey(), access.secretKey()).build();
  }

  private static S3ClientBuilder builder(URI endpoint, String accessKey, String secretKey) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
        .httpClientBuilder(ApacheHttpClient.builder().socketTimeout(Duration.ofSeconds(20)));
  }

  private record Transmissions(AtomicLong count) implements ExecutionInterceptor {
    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes all) {
      count.incrementAndGet();
    }
  }
}
