package io.kindling.image.listing;

import io.kindling.image.record.ContainerFormat;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.LabelBase;
import io.kindling.image.record.RecordOptions;
import io.kindling.image.record.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A listed set of pictures: picture files, or containers of pictures, with their labels.
 *
 * <p>The label of a class is its place in the synset file, or, where there is none, among the
 * sorted names of the classes that have pictures, counted from the {@link LabelBase}. Containers
 * store their labels themselves.
 *
 * @param roots qualified paths below which the set was looked for
 * @param classes names in the order of their labels; empty when the listing knows none
 * @param splits names of the set's parts, sorted; empty when it has none
 * @param files in the order of their folders and names; what was listed has at least one
 * @param reading how the set's records are to be read
 */
public record PictureSet(
    List<Path> roots,
    Layout layout,
    List<String> classes,
    List<String> splits,
    List<SourceFile> files,
    RecordOptions reading) {

  public PictureSet {
    roots = List.copyOf(roots);
    classes = List.copyOf(classes);
    splits = List.copyOf(splits);
    files = List.copyOf(files);
  }

  /**
   * Lists what some paths name: folders, files and patterns. Unless a layout is named, a set with
   * picture files is one of class folders as soon as any folder below a root holds a picture, else
   * of ImageNet's names if all names are such, else without labels; a set without any is one of
   * containers. Costs list requests and one status for each path, none for each file, and one read
   * where containers are not named as usual.
   *
   * @param configuration where the file systems are configured
   * @param paths may be none when the options name a list of files
   * @throws java.io.FileNotFoundException when there is no such path, or no such file of the list
   * @throws NoPicturesException when nothing was found
   */
  public static PictureSet list(
      Configuration configuration, List<Path> paths, ListingOptions options) throws IOException {
    try (ListingThreads threads = new ListingThreads()) {
      Roots roots = new Roots(configuration, options.files(), threads);
      for (Path path : paths) {
        roots.add(path);
      }
      Path fileList = options.fileList();
      if (fileList != null) {
        new FileList(configuration, fileList, threads).addTo(roots);
      }
      return new SetBuilder(configuration, options).build(roots);
    }
  }

  /**
   * A set without a file, for what is known before something is listed.
   *
   * @throws IOException when the synset file cannot be read
   */
  public static PictureSet empty(
      Configuration configuration, List<Path> roots, ListingOptions options) throws IOException {
    Layout layout = options.layout();
    return new PictureSet(
        roots,
        layout == null ? Layout.FILES : layout,
        List.of(),
        List.of(),
        List.of(),
        new RecordOptions(
            RecordOptions.Contents.READ, options.storedLabels(configuration), options.columns()));
  }

  /** This set, as if it had no file. */
  public PictureSet withoutFiles() {
    return new PictureSet(roots, layout, List.of(), splits, List.of(), reading);
  }

  /**
   * The ranges of a container of this set that are to be read by different tasks.
   *
   * @param target bytes of a range; files that cannot be split are one, whatever it is
   * @throws IllegalStateException when the set's pictures are files of their own
   */
  public List<ContainerRange> ranges(SourceFile file, long target) {
    ContainerFormat format = layout.container();
    if (format == null) {
      throw new IllegalStateException("the pictures of " + roots + " are files of their own");
    }
    if (!format.splits(file)) {
      return List.of(ContainerRange.whole(format, file));
    }
    List<ContainerRange> ranges = new ArrayList<>();
    long count = Math.max(1, (file.length() + target - 1) / target);
    long start = 0;
    for (long i = 1; i <= count; i++) {
      long end = file.length() * i / count;
      ranges.add(new ContainerRange(format, file, start, end - start));
      start = end;
    }
    return ranges;
  }

  /**
   * This set, when it has labels.
   *
   * @throws IOException when it has none; the message says how to give it some
   */
  public PictureSet requireLabels() throws IOException {
    if (layout == Layout.FILES) {
      throw new IOException(
          roots
              + ": its pictures have no labels; put them into one folder for each class, or name"
              + " all of them as ImageNet does (n01440764_10026.JPEG)");
    }
    return this;
  }

  /**
   * This set, when each of its pictures is a file.
   *
   * @throws IOException when they are in containers
   */
  public PictureSet requirePictureFiles() throws IOException {
    if (layout.container() != null) {
      throw new IOException(
          roots
              + ": its pictures are in containers (layout "
              + layout.word()
              + "), and only picture files can be read here; cachedimages reads containers too");
    }
    return this;
  }

  /** The bytes of all its files. */
  public long totalBytes() {
    return files.stream().mapToLong(SourceFile::length).sum();
  }
}
