package io.kindling.cache.pack;

import io.kindling.cache.block.BlockOrigin;
import io.kindling.cache.block.VersionKey;
import java.io.Serializable;
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
 * <p>A key holds all that finding the pack needs, and travels in a few bytes for each source: who
 * lists the sources names their packs, and who reads them needs to know no more about the sources.
 *
 * @param first the first source
 * @param sources all of them, in the order in which records refer to them, at most {@link
 *     #MOST_SOURCES}
 * @param transform all that decides what a record's bytes are: every option, and the version of the
 *     decoder
 * @param versionKey derived from all of the above
 */
public record PackKey(
    SourceRange first,
    List<PackBlocks.SourceBytes> sources,
    String transform,
    PackShape shape,
    VersionKey versionKey)
    implements Serializable {

  /** Each request for a pack names its sources; more would cost more than small packs bring. */
  public static final int MOST_SOURCES = 4096;

  public PackKey {
    sources = List.copyOf(sources);
    requirePossible(sources.size());
  }

  private static void requirePossible(int sources) {
    if (sources < 1 || sources > MOST_SOURCES) {
      throw new IllegalArgumentException(
          "a pack of %d sources: 1 to %d are possible; make smaller packs"
              .formatted(sources, MOST_SOURCES));
    }
  }

  /** The key of a pack of these sources. */
  public static PackKey of(List<SourceRange> sources, String transform, PackShape shape) {
    requirePossible(sources.size());
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
    return new PackKey(
        sources.get(0),
        sources.stream().map(PackBlocks.SourceBytes::of).toList(),
        transform,
        shape,
        VersionKey.derived(text.toString()));
  }

  /** The file that the pack is accounted under. */
  public BlockOrigin origin() {
    return BlockOrigin.of(first.version());
  }

  private Object writeReplace() {
    return SerialPackKey.of(this);
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
    return "pack of records %d+%d of %s%s by %s"
        .formatted(
            first.firstRecord(),
            first.records(),
            first.version().uri(),
            sources.size() == 1 ? "" : " and " + (sources.size() - 1) + " more files",
            transform);
  }
}
