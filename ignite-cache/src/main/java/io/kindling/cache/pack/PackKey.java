package io.kindling.cache.pack;

import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.VersionKey;
import java.util.List;

/**
 * The identity of a sample pack: the same sources, records, transform and shape are the same pack
 * in every job of a cluster. A source that has changed has another version, and so its packs have
 * another key; the old ones are never found again.
 *
 * <p>The first source decides where the pack lives: with the owner of the group in which its range
 * starts, and under its path for quota, pin, time to live and policy. All sources of a pack should
 * have that owner.
 *
 * @param sources in the order in which records refer to them, at most {@link #MOST_SOURCES}
 * @param transform all that decides what a record's bytes are: every option, and the version of the
 *     decoder
 * @param versionKey derived from all of the above
 */
public record PackKey(
    List<SourceRange> sources, String transform, PackShape shape, VersionKey versionKey) {

  /** Each request for a pack names its sources; more would cost more than small packs bring. */
  public static final int MOST_SOURCES = 4096;

  public PackKey {
    sources = List.copyOf(sources);
    if (sources.isEmpty() || sources.size() > MOST_SOURCES) {
      throw new IllegalArgumentException(
          "a pack of %d sources: 1 to %d are possible; make smaller packs"
              .formatted(sources.size(), MOST_SOURCES));
    }
  }

  /** The key of a pack. */
  public static PackKey of(List<SourceRange> sources, String transform, PackShape shape) {
    StringBuilder text = new StringBuilder(200 + 80 * sources.size());
    text.append(PackFormat.VERSION).append('\n');
    text.append(shape.recordLength()).append(' ').append(shape.detailLength()).append(' ');
    text.append(shape.records()).append('\n');
    for (SourceRange source : sources) {
      text.append(Long.toHexString(source.version().versionKey().high())).append(' ');
      text.append(Long.toHexString(source.version().versionKey().low())).append(' ');
      text.append(source.firstRecord()).append(' ').append(source.records()).append(' ');
      text.append(source.position()).append(' ').append(source.length()).append('\n');
    }
    text.append(transform);
    return new PackKey(sources, transform, shape, VersionKey.derived(text.toString()));
  }

  /** The file that the pack is accounted under. */
  public BlockOrigin origin() {
    return BlockOrigin.of(sources.get(0).version());
  }

  /** The version key is uniform already, and says it all. */
  @Override
  public int hashCode() {
    return Long.hashCode(versionKey.high());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PackKey key && key.versionKey.equals(versionKey);
  }

  @Override
  public String toString() {
    SourceRange first = sources.get(0);
    return "pack of records %d+%d of %s%s by %s"
        .formatted(
            first.firstRecord(),
            first.records(),
            first.version().uri(),
            sources.size() == 1 ? "" : " and " + (sources.size() - 1) + " more files",
            transform);
  }
}
