package io.kindling.s3;

import java.net.URI;
import java.util.Map;

/**
 * How a client reaches a server of this package.
 *
 * @param endpoint address of the S3 API
 * @param accessKey the only access key that the server knows
 * @param secretKey the secret key that belongs to it
 */
public record S3Access(URI endpoint, String accessKey, String secretKey) {

  /**
   * Options that make Hadoop's S3A (3.4 and the 3.3 line) talk to the server: endpoint, path style,
   * credentials, no TLS, the classic input stream and few, quick retries.
   *
   * @return keys that begin with {@code fs.s3a.}
   */
  public Map<String, String> hadoopOptions() {
    return Map.ofEntries(
        Map.entry("fs.s3a.endpoint", endpoint.toString()),
        Map.entry("fs.s3a.endpoint.region", "us-east-1"),
        Map.entry("fs.s3a.path.style.access", "true"),
        Map.entry("fs.s3a.connection.ssl.enabled", "false"),
        Map.entry(
            "fs.s3a.aws.credentials.provider",
            "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider"),
        Map.entry("fs.s3a.access.key", accessKey),
        Map.entry("fs.s3a.secret.key", secretKey),
        Map.entry("fs.s3a.input.stream.type", "classic"),
        Map.entry("fs.s3a.attempts.maximum", "2"),
        Map.entry("fs.s3a.retry.limit", "2"),
        Map.entry("fs.s3a.retry.interval", "50ms"),
        Map.entry("fs.s3a.retry.throttle.limit", "2"),
        Map.entry("fs.s3a.retry.throttle.interval", "50ms"),
        Map.entry("fs.s3a.connection.establish.timeout", "15s"));
  }
}
