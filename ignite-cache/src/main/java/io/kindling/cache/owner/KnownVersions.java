package io.kindling.cache.owner;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kindling.cache.block.BlockId;
import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.VersionKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which file each version is of that has blocks here, for handing them on: a block's own name does
 * not tell its group. Bounded, the versions noted longest ago are forgotten first. Safe for any
 * number of threads.
 */
final class KnownVersions {

  /** Of heap, by a rough account: some 250,000 versions of files with paths of 100 characters. */
  private static final long MOST_BYTES = 64L << 20;

  private static final int ENTRY_BYTES = 150;

  private final Cache<VersionKey, Known> versions =
      Caffeine.newBuilder()
          .maximumWeight(MOST_BYTES)
          .weigher((VersionKey key, Known known) -> ENTRY_BYTES + known.origin.uri().length())
          .build();

  /** A block of the file has come. */
  void note(BlockId id, BlockOrigin origin) {
    if (origin.uri().isEmpty()) {
      return;
    }
    VersionKey version = new VersionKey(id.high(), id.low());
    Known known = versions.getIfPresent(version);
    if (known == null || known.last < id.index()) {
      versions
          .asMap()
          .merge(
              version,
              new Known(origin, id.index()),
              (one, other) -> one.last >= other.last ? one : other);
    }
  }

  /** The file of a version; null when it is not known. */
  @Nullable BlockOrigin origin(VersionKey version) {
    Known known = versions.getIfPresent(version);
    return known == null ? null : known.origin;
  }

  /** All that are known now. */
  List<MovingBlocks.HeldFile> files() {
    List<MovingBlocks.HeldFile> files = new ArrayList<>();
    versions
        .asMap()
        .forEach(
            (version, known) ->
                files.add(new MovingBlocks.HeldFile(version, known.origin, known.last)));
    return files;
  }

  private record Known(BlockOrigin origin, int last) {}
}
