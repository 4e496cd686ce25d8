package io.kindling.cache.block;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The first 128 bits of a SHA-256 digest, so that two texts share a key only by design. */
record Digest128(long high, long low) {

  private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(Digest128::sha);

  static Digest128 of(String text) {
    MessageDigest digest = SHA_256.get();
    digest.reset();
    ByteBuffer bytes = ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    return new Digest128(bytes.getLong(), bytes.getLong());
  }

  private static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
