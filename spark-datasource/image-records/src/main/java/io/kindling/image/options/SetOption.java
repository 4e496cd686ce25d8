package io.kindling.image.options;

import java.util.List;

/** The options that say which pictures belong to a set and how they are labelled. */
public final class SetOption {
  public static final SourceOption LAYOUT =
      new SourceOption(
          "layout",
          "",
          "`class-folders`, `imagenet-names`, `files`, `sequencefile`, `tfrecord`, `webdataset`,"
              + " `parquet` or `table`; detected without it");
  public static final SourceOption LABEL_BASE =
      new SourceOption(
          "labelBase",
          "0",
          "label of the first class: `0` as Caffe, Keras and torchvision count, `1` as BigDL does");
  public static final SourceOption STORED_LABEL_BASE =
      new SourceOption(
          "storedLabelBase",
          "",
          "number of the first class in containers; what is usual in their format without it");
  public static final SourceOption SYNSET_FILE =
      new SourceOption(
          "synsetFile",
          "",
          "text file with one class in a line, in the order of the labels; of lines that begin with"
              + " a synset (`n01440764 tench, ...`) that counts, else the whole line. Classes that"
              + " it does not name are an error");
  public static final SourceOption FILES_FROM =
      new SourceOption(
          "filesFrom",
          "",
          "text file that names files of the set, one path in a line; paths that are not absolute"
              + " are below its own folder. Classes are the folders below the deepest folder that"
              + " all named files have in common. `load()` needs no path then");
  public static final SourceOption PATH_GLOB_FILTER =
      new SourceOption("pathGlobFilter", "", "only files whose name, without folders, matches");
  public static final SourceOption RECURSIVE_FILE_LOOKUP =
      new SourceOption(
          "recursiveFileLookup", "true", "`false`: only files directly in the given folders");
  public static final SourceOption MODIFIED_AFTER =
      new SourceOption(
          "modifiedAfter",
          "",
          "only files modified later than this; `yyyy-MM-ddTHH:mm:ss` in the session's time zone,"
              + " or with a zone of its own");
  public static final SourceOption MODIFIED_BEFORE =
      new SourceOption("modifiedBefore", "", "only files modified earlier than this");
  public static final SourceOption PICTURE_COLUMN =
      new SourceOption(
          "pictureColumn",
          "",
          "Parquet and tables: column of encoded pictures, `image.bytes` leads into a struct; the"
              + " only binary"
              + " column without it");
  public static final SourceOption LABEL_COLUMN =
      new SourceOption(
          "labelColumn",
          "",
          "Parquet and tables: column of class numbers or names; `label` without it, if there is"
              + " one");
  public static final SourceOption TABLE =
      new SourceOption(
          "table", "", "name of a table or view of Spark in place of a path, see \"Tables\"");
  public static final SourceOption PATH_COLUMN =
      new SourceOption(
          "pathColumn",
          "",
          "tables: column of texts that name the pictures; `path` without it, if there is one");

  public static final List<SourceOption> ALL =
      List.of(
          LAYOUT,
          LABEL_BASE,
          STORED_LABEL_BASE,
          SYNSET_FILE,
          FILES_FROM,
          PATH_GLOB_FILTER,
          RECURSIVE_FILE_LOOKUP,
          MODIFIED_AFTER,
          MODIFIED_BEFORE,
          PICTURE_COLUMN,
          LABEL_COLUMN,
          TABLE,
          PATH_COLUMN);

  private SetOption() {}
}
