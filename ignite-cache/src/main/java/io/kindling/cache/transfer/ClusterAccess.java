package io.kindling.cache.transfer;

import io.kindling.cache.block.BlockLayout;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a JVM must know to take part in a cluster or to be its client.
 *
 * @param clusterId name of the cluster
 * @param secret known to all of the cluster, never sent
 * @param layout how the cluster cuts files
 */
public record ClusterAccess(String clusterId, String secret, BlockLayout layout) {

  private static final String ALGORITHM = "HmacSHA256";

  public ClusterAccess {
    Objects.requireNonNull(layout, "layout");
    if (clusterId.isBlank()) {
      throw new IllegalArgumentException("fs.cache.cluster.id is empty; name the cluster");
    }
    if (secret.isBlank()) {
      throw new IllegalArgumentException(
          "fs.cache.cluster.secret is empty; set the same secret on every node and client of"
              + " cluster "
              + clusterId);
    }
  }

  /** HMAC-SHA-256 of a text and two nonces under the secret: what proves that one knows it. */
  byte[] proof(String side, byte[] firstNonce, byte[] secondNonce) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      mac.update(side.getBytes(StandardCharsets.UTF_8));
      mac.update(firstNonce);
      return mac.doFinal(secondNonce);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
    }
  }

  /** Never shows the secret. */
  @Override
  public String toString() {
    return "cluster " + clusterId + " with " + layout;
  }
}
