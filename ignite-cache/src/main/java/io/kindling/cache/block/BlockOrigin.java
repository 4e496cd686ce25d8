package io.kindling.cache.block;

import java.util.Objects;

/**
 * Where a block comes from, as far as a store has to know for pins, times to live and policies,
 * which are set for paths.
 *
 * @param uri the canonical under-store URI of the file; empty when it is not known
 */
public record BlockOrigin(String uri) {

  /** A block whose file is not known: no setting of a path applies to it. */
  public static final BlockOrigin UNKNOWN = new BlockOrigin("");

  public BlockOrigin {
    Objects.requireNonNull(uri, "uri");
  }

  /** The origin of the blocks of a version. */
  public static BlockOrigin of(FileVersion version) {
    return new BlockOrigin(version.uri());
  }
}
