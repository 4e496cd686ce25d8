package io.kindling.image.options;

import io.kindling.image.listing.FileFilter;
import io.kindling.image.listing.Layout;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.record.LabelBase;
import io.kindling.image.record.TableColumns;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Reads the options of {@link SetOption}. */
public final class SetOptions {
  private SetOptions() {}

  /**
   * What belongs to the set.
   *
   * @param zone of times that name none
   * @throws CachedImagesException naming the key, the value and what it can be
   */
  public static ListingOptions of(GivenOptions given, ZoneId zone) {
    boolean stored = given.text(SetOption.STORED_LABEL_BASE) != null;
    return ListingOptions.defaults()
        .withLayout(layout(given))
        .withLabelBase(base(given, SetOption.LABEL_BASE))
        .withStoredLabelBase(stored ? base(given, SetOption.STORED_LABEL_BASE) : null)
        .withSynsetFile(path(given, SetOption.SYNSET_FILE))
        .withFileList(path(given, SetOption.FILES_FROM))
        .withFiles(files(given, zone))
        .withColumns(
            new TableColumns(
                given.text(SetOption.PICTURE_COLUMN), given.text(SetOption.LABEL_COLUMN)));
  }

  private static @Nullable Layout layout(GivenOptions given) {
    String word = given.text(SetOption.LAYOUT);
    if (word == null) {
      return null;
    }
    return Arrays.stream(Layout.values())
        .filter(one -> one.word().equalsIgnoreCase(word.replace('_', '-')))
        .findFirst()
        .orElseThrow(
            () ->
                GivenOptions.bad(
                    SetOption.LAYOUT,
                    word,
                    Arrays.stream(Layout.values())
                        .map(Layout::word)
                        .collect(Collectors.joining(", ", "", ", table"))));
  }

  private static LabelBase base(GivenOptions given, SourceOption option) {
    return given.whole(option, 0, 1) == 0 ? LabelBase.ZERO : LabelBase.ONE;
  }

  private static @Nullable Path path(GivenOptions given, SourceOption option) {
    String text = given.text(option);
    return text == null ? null : new Path(text);
  }

  private static FileFilter files(GivenOptions given, ZoneId zone) {
    FileFilter filter = FileFilter.everything();
    String glob = given.text(SetOption.PATH_GLOB_FILTER);
    if (glob != null) {
      try {
        filter = filter.named(glob);
      } catch (IllegalArgumentException noPattern) {
        throw new CachedImagesException(noPattern.getMessage(), noPattern);
      }
    }
    if (!given.flag(SetOption.RECURSIVE_FILE_LOOKUP)) {
      filter = filter.within(FileFilter.Depth.FLAT);
    }
    Long after = millis(given, SetOption.MODIFIED_AFTER, zone);
    Long before = millis(given, SetOption.MODIFIED_BEFORE, zone);
    filter = after == null ? filter : filter.modifiedAfter(after);
    return before == null ? filter : filter.modifiedBefore(before);
  }

  private static @Nullable Long millis(GivenOptions given, SourceOption option, ZoneId zone) {
    String text = given.text(option);
    if (text == null) {
      return null;
    }
    try {
      return LocalDateTime.parse(text).atZone(zone).toInstant().toEpochMilli();
    } catch (DateTimeException withZone) {
      try {
        return OffsetDateTime.parse(text).toInstant().toEpochMilli();
      } catch (DateTimeException noTime) {
        throw GivenOptions.bad(
            option, text, "a time like 2026-01-31T23:59:59, maybe with a zone like +01:00");
      }
    }
  }
}
