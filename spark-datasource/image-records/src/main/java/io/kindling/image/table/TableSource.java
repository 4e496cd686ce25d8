package io.kindling.image.table;

import io.kindling.image.column.WantedColumns;
import io.kindling.image.decode.Crop;
import io.kindling.image.decode.Flip;
import io.kindling.image.listing.ListingOptions;
import io.kindling.image.options.CachedImagesException;
import io.kindling.image.options.GivenOptions;
import io.kindling.image.options.GivenPaths;
import io.kindling.image.options.ImagesOption;
import io.kindling.image.options.ScanOptions;
import io.kindling.image.options.SetOption;
import io.kindling.image.options.SetOptions;
import io.kindling.image.options.SourceOption;
import io.kindling.image.record.StoredLabels;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * A table with a column of encoded pictures, as a user named it by options. Driver only.
 *
 * @param name by which Spark knows the table
 * @param options how its pictures become rows
 * @param labels what its classes mean
 * @param columns that a read gives, unless a query wants fewer
 */
public record TableSource(
    String name,
    ScanOptions options,
    StoredLabels labels,
    WantedColumns columns,
    @Nullable String pictureColumn,
    @Nullable String labelColumn,
    @Nullable String pathColumn) {
  /** The word for tables among the layouts. */
  private static final String LAYOUT = "table";

  /** What is about files, or about their order. */
  private static final List<SourceOption> OF_FILES =
      List.of(
          SetOption.FILES_FROM,
          SetOption.PATH_GLOB_FILTER,
          SetOption.RECURSIVE_FILE_LOOKUP,
          SetOption.MODIFIED_AFTER,
          SetOption.MODIFIED_BEFORE);

  /** Whether the options name a table and not files. */
  public static boolean isNamed(GivenOptions given) {
    return given.text(SetOption.TABLE) != null
        || LAYOUT.equalsIgnoreCase(given.text(SetOption.LAYOUT));
  }

  /**
   * Takes the options of a read.
   *
   * @param configuration where the file systems are configured
   * @throws CachedImagesException when one is wrong, or is for files only
   */
  public static TableSource of(GivenOptions given, Configuration configuration) {
    ScanOptions.requireKnown(given);
    String name = given.text(SetOption.TABLE);
    if (name == null) {
      throw new CachedImagesException(
          "option layout is \"table\"; name the table, or the view, by the option table");
    }
    requireNoFiles(given, name);
    ScanOptions options = ScanOptions.of(given);
    return new TableSource(
        name,
        options,
        labels(given, configuration),
        WantedColumns.of(given),
        given.text(SetOption.PICTURE_COLUMN),
        given.text(SetOption.LABEL_COLUMN),
        given.text(SetOption.PATH_COLUMN));
  }

  private static void requireNoFiles(GivenOptions given, String name) {
    String layout = given.text(SetOption.LAYOUT);
    if (layout != null && !layout.equalsIgnoreCase(LAYOUT)) {
      throw GivenOptions.bad(SetOption.LAYOUT, layout, "table, or left out, with the option table");
    }
    if (!GivenPaths.given(given).isEmpty()) {
      throw new CachedImagesException(
          "both a path and the table " + name + " are given; leave one of them out");
    }
    for (SourceOption option : OF_FILES) {
      if (given.text(option) != null) {
        throw new CachedImagesException(
            "option " + option.key() + " is for files, and table " + name + " is read");
      }
    }
    ScanOptions options = ScanOptions.of(given);
    if (options.samples() != null) {
      throw new CachedImagesException(
          "option samples is \"cached\", which is for files; table " + name + " is read without");
    }
    if (options.batchBytes() > 0) {
      throw new CachedImagesException(
          "option columnar is \"true\", which is for files; table " + name + " gives rows");
    }
    if (given.text(ImagesOption.EPOCH) != null && !isDrawn(options)) {
      throw new CachedImagesException(
          "option epoch is for files; order the rows of table " + name + " by rand(seed)");
    }
  }

  /** Whether crops or flips are drawn, for which each picture must have a name. */
  boolean isDrawn() {
    return isDrawn(options);
  }

  private static boolean isDrawn(ScanOptions options) {
    return options.decoding().flip() == Flip.RANDOM
        || options.decoding().crop() instanceof Crop.Random;
  }

  private static StoredLabels labels(GivenOptions given, Configuration configuration) {
    // No time is among the options that are left.
    ListingOptions listing = SetOptions.of(given.without(SetOption.LAYOUT), ZoneOffset.UTC);
    try {
      return listing.storedLabels(configuration);
    } catch (IOException refused) {
      throw new CachedImagesException(String.valueOf(refused.getMessage()), refused);
    }
  }
}
