package io.kindling.cache.block;

import java.util.Objects;

/**
 * One content of one file of an under store.
 *
 * @param uri the canonical under-store URI
 * @param length bytes of the file
 * @param identity etag, version id, or the text of what else tells two contents apart
 * @param strength what the identity proves
 * @param fileKey derived from {@code uri}
 * @param versionKey derived from all of the above
 */
public record FileVersion(
    String uri,
    long length,
    String identity,
    Strength strength,
    FileKey fileKey,
    VersionKey versionKey) {

  public FileVersion {
    Objects.requireNonNull(uri, "uri");
    Objects.requireNonNull(identity, "identity");
    Objects.requireNonNull(strength, "strength");
    if (length < 0) {
      throw new IllegalArgumentException("length of " + uri + " is negative: " + length);
    }
  }

  /** The version of {@code uri} that has this length and identity. */
  public static FileVersion of(String uri, long length, String identity, Strength strength) {
    Digest128 digest = Digest128.of(strength + "\n" + length + "\n" + identity + "\n" + uri);
    return new FileVersion(
        uri, length, identity, strength, FileKey.of(uri), VersionKey.ofFile(digest));
  }
}
