package io.kindling.hadoop.write;

import io.kindling.hadoop.mount.UnderStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether an etag is that of the bytes that were written. One thread.
 *
 * <p>After a write the store may have somebody else's file of the same length already, so that the
 * etag it reports proves nothing by itself. But S3's etag of an object that was put whole is the
 * MD5 digest of its bytes, and that of a multipart upload the digest of its parts' digests and
 * their number. Objects encrypted with keys of a key service have other etags, which prove nothing
 * here.
 */
final class EtagProof {

  private static final String PART_SIZE = "fs.s3a.multipart.size";
  private static final long DEFAULT_PART = 64L << 20;
  private static final long SMALLEST_PART = 5L << 20;

  private final long partSize;
  private final MessageDigest digest = md5();
  private final List<byte[]> parts = new ArrayList<>();
  private long left;

  /**
   * No bytes yet.
   *
   * @param partSize bytes of each part but the last
   */
  EtagProof(long partSize) {
    this.partSize = partSize;
    this.left = partSize;
  }

  /** The proof for a file of a store; null where etags are not made from the content. */
  static @Nullable EtagProof of(UnderStore store) {
    if (store.proof() != UnderStore.Proof.CONDITIONAL_ETAG) {
      return null;
    }
    Configuration options = store.fileSystem().getConf();
    return options.getBoolean("fs.s3a.multipart.uploads.enabled", true)
        ? new EtagProof(Math.max(SMALLEST_PART, options.getLongBytes(PART_SIZE, DEFAULT_PART)))
        : new EtagProof(Long.MAX_VALUE);
  }

  void update(byte[] bytes, int offset, int count) {
    int from = offset;
    int rest = count;
    while (rest > 0) {
      int part = (int) Math.min(rest, left);
      digest.update(bytes, from, part);
      from += part;
      rest -= part;
      left -= part;
      if (left == 0) {
        parts.add(digest.digest());
        left = partSize;
      }
    }
  }

  /**
   * Whether the bytes have this etag. To be asked once, after the last of them.
   *
   * @param etag without quotes
   */
  boolean holds(String etag) {
    int dash = etag.lastIndexOf('-');
    if (dash < 0) {
      return parts.isEmpty() && HexFormat.of().formatHex(digest.digest()).equalsIgnoreCase(etag);
    }
    if (left < partSize) {
      parts.add(digest.digest());
    }
    parts.forEach(digest::update);
    return (HexFormat.of().formatHex(digest.digest()) + "-" + parts.size()).equalsIgnoreCase(etag);
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has MD5", impossible);
    }
  }
}
