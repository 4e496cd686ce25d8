package io.kindling.image.listing;

import io.kindling.image.record.LabelBase;
import io.kindling.image.record.StoredLabels;
import io.kindling.image.record.TableColumns;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to a set and how it is labelled. An immutable value; begin with {@link #defaults}.
 *
 * @param layout null when it is to be detected
 * @param labelBase label of the first class
 * @param storedLabelBase number of the first class in containers; null for what is usual in their
 *     format
 * @param synsetFile file whose lines are the classes in the order of their labels; null when that
 *     is the order of their names
 * @param fileList text file that names files of the set, beside the paths, one path in a line;
 *     paths that are not absolute are below its own folder, and classes are those of folders below
 *     the deepest one that all named files have in common
 * @param files which files belong to the set
 * @param columns where tables keep pictures and classes
 */
public record ListingOptions(
    @Nullable Layout layout,
    LabelBase labelBase,
    @Nullable LabelBase storedLabelBase,
    @Nullable Path synsetFile,
    @Nullable Path fileList,
    FileFilter files,
    TableColumns columns) {

  /** Everything below the paths in the layout that is detected, labels from 0. */
  public static ListingOptions defaults() {
    return new ListingOptions(
        null, LabelBase.ZERO, null, null, null, FileFilter.everything(), TableColumns.detected());
  }

  /** The classes of the synset file; none without one. */
  List<String> synsets(Configuration configuration) throws IOException {
    return synsetFile == null ? List.of() : SynsetFile.read(configuration, synsetFile);
  }

  /**
   * What stored classes mean.
   *
   * @param configuration where the file system of the synset file is configured
   * @throws IOException when that file cannot be read
   */
  public StoredLabels storedLabels(Configuration configuration) throws IOException {
    return new StoredLabels(labelBase, storedLabelBase, synsets(configuration));
  }

  public ListingOptions withLayout(@Nullable Layout changed) {
    return new ListingOptions(
        changed, labelBase, storedLabelBase, synsetFile, fileList, files, columns);
  }

  public ListingOptions withLabelBase(LabelBase changed) {
    return new ListingOptions(
        layout, changed, storedLabelBase, synsetFile, fileList, files, columns);
  }

  public ListingOptions withStoredLabelBase(@Nullable LabelBase changed) {
    return new ListingOptions(layout, labelBase, changed, synsetFile, fileList, files, columns);
  }

  public ListingOptions withSynsetFile(@Nullable Path changed) {
    return new ListingOptions(
        layout, labelBase, storedLabelBase, changed, fileList, files, columns);
  }

  public ListingOptions withFileList(@Nullable Path changed) {
    return new ListingOptions(
        layout, labelBase, storedLabelBase, synsetFile, changed, files, columns);
  }

  public ListingOptions withFiles(FileFilter changed) {
    return new ListingOptions(
        layout, labelBase, storedLabelBase, synsetFile, fileList, changed, columns);
  }

  public ListingOptions withColumns(TableColumns changed) {
    return new ListingOptions(
        layout, labelBase, storedLabelBase, synsetFile, fileList, files, changed);
  }
}
