package io.kindling.cache.block;

/**
 * The identity of one content in 128 bits: of a file's, made by {@link FileVersion}, or of one that
 * is derived from files.
 */
public record VersionKey(long high, long low) {

  /**
   * The identity of a content that is derived from others.
   *
   * @param description all that decides what the content is
   */
  public static VersionKey derived(String description) {
    // No strength of a file version has this name.
    Digest128 digest = Digest128.of("DERIVED\n" + description);
    return new VersionKey(digest.high(), digest.low());
  }
}
