package io.kindling.cache.block;

import java.util.Objects;

/**
 * Where a block comes from, as far as a store has to know for pins, times to live and policies,
 * which are set for paths.
 *
 * @param uri the canonical under-store URI of the file; empty when it is not known
 * @param fileLength bytes of the file; below 0 when it is not known
 */
public record BlockOrigin(String uri, long fileLength) {

  /** A block whose file is not known: no setting of a path applies to it. */
  public static final BlockOrigin UNKNOWN = new BlockOrigin("", -1);

  public BlockOrigin {
    Objects.requireNonNull(uri, "uri");
  }

  /** A file whose length is not known. */
  public BlockOrigin(String uri) {
    this(uri, -1);
  }

  /** The origin of the blocks of a version. */
  public static BlockOrigin of(FileVersion version) {
    return new BlockOrigin(version.uri(), version.length());
  }
}
