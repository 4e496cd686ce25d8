package io.kindling.hadoop.mount;

import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * At which server a bucket of S3A is. Bucket names are unique at Amazon only: two servers may have
 * buckets of one name and different content.
 */
final class S3Endpoint {

  private static final Pattern AMAZON = Pattern.compile("(.*\\.)?amazonaws\\.com(\\.cn)?");

  private S3Endpoint() {}

  /** {@code @host:port} of a server that is not Amazon's; the empty text for Amazon's. */
  static String mark(@Nullable String bucket, Configuration configuration) {
    String endpoint =
        configuration.getTrimmed(
            "fs.s3a.bucket." + bucket + ".endpoint",
            configuration.getTrimmed("fs.s3a.endpoint", ""));
    String address =
        endpoint
            .toLowerCase(Locale.ROOT)
            .replaceFirst("^[a-z]+://", "")
            .replaceFirst("/.*$", "")
            .replaceFirst(":(80|443)$", "");
    return address.isEmpty() || AMAZON.matcher(address).matches() ? "" : "@" + address;
  }
}
