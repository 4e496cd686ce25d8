package io.kindling.cache.block;

/**
 * The identity of a path: 128 bits of the digest of its canonical under-store URI.
 *
 * <p>It decides who owns the file's groups, so it must not depend on the file's content: a reader
 * that does not know the current version can still find the owner.
 */
public record FileKey(long high, long low) {

  /**
   * The key of a path.
   *
   * @param canonicalUri the under-store URI, the same text however the file was reached
   */
  public static FileKey of(String canonicalUri) {
    Digest128 digest = Digest128.of(canonicalUri);
    return new FileKey(digest.high(), digest.low());
  }
}
