package io.kindling.cache.block;

/**
 * The identity of one content in 128 bits: of a file's, made by {@link FileVersion}, or of one that
 * is derived from files. The last bit tells which.
 */
public record VersionKey(long high, long low) {

  private static final long DERIVED = 1;

  /**
   * The identity of a content that is derived from others.
   *
   * @param description all that decides what the content is
   */
  public static VersionKey derived(String description) {
    Digest128 digest = Digest128.of(description);
    return new VersionKey(digest.high(), digest.low() | DERIVED);
  }

  static VersionKey ofFile(Digest128 digest) {
    return new VersionKey(digest.high(), digest.low() & ~DERIVED);
  }

  /** Whether the content is derived from files, so that a file's length says nothing about it. */
  public boolean isDerived() {
    return (low & DERIVED) != 0;
  }
}
