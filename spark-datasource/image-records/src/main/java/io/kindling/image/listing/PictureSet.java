package io.kindling.image.listing;

import io.kindling.image.record.ContainerFormat;
import io.kindling.image.record.ContainerRange;
import io.kindling.image.record.LabelBase;
import io.kindling.image.record.Labels;
import io.kindling.image.record.RecordOptions;
import io.kindling.image.record.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A listed set of pictures: picture files, or containers of pictures, with their labels.
 *
 * <p>A class's label is its place among the sorted names of the classes that have pictures, counted
 * from the {@link LabelBase}.
 *
 * @param roots qualified paths below which the set was looked for
 * @param classes names in the order of their labels; empty when the listing knows none
 * @param splits names of the set's parts, sorted; empty when it has none
 * @param files in the order of their paths, at least one
 */
public record PictureSet(
    List<Path> roots,
    Layout layout,
    List<String> classes,
    List<String> splits,
    List<SourceFile> files) {
  private static final Pattern IMAGENET_NAME = Pattern.compile("n\\d{8}_.+");

  public PictureSet {
    roots = List.copyOf(roots);
    classes = List.copyOf(classes);
    splits = List.copyOf(splits);
    files = List.copyOf(files);
  }

  /**
   * Lists the pictures below some paths and detects the layout: class folders as soon as any folder
   * below holds a picture, else ImageNet's names if all names are such, else no labels. Costs list
   * requests and one status for each path, none for each file.
   *
   * @param configuration where the file systems are configured
   * @throws java.io.FileNotFoundException when there is no such path
   * @throws NoPicturesException when nothing was found
   */
  public static PictureSet list(
      Configuration configuration, List<Path> paths, ListingOptions options) throws IOException {
    List<Path> roots = new ArrayList<>();
    List<SourceFile> pictures = new ArrayList<>();
    List<String> names = new ArrayList<>();
    long otherFiles = 0;
    for (Path path : paths) {
      PictureWalk walk = new PictureWalk(path.getFileSystem(configuration), path);
      List<SourceFile> found = walk.pictures();
      found.forEach(file -> names.add(walk.belowRoot(file.path())));
      pictures.addAll(found);
      roots.add(walk.root());
      otherFiles += walk.otherFiles();
    }
    if (pictures.isEmpty()) {
      throw new NoPicturesException(roots, otherFiles);
    }
    Layout layout = detect(names);
    return layout == Layout.FILES
        ? new PictureSet(roots, layout, List.of(), List.of(), pictures)
        : labelled(roots, layout, options.labelBase(), pictures, names);
  }

  /** How the set's records are to be read. */
  public RecordOptions reading() {
    return RecordOptions.defaults();
  }

  /**
   * The ranges of a container of this set that are to be read by different tasks.
   *
   * @param target bytes of a range; formats that cannot be split give the whole file whatever it is
   * @throws IllegalStateException when the set's pictures are files of their own
   */
  public List<ContainerRange> ranges(SourceFile file, long target) {
    ContainerFormat format = layout.container();
    if (format == null) {
      throw new IllegalStateException("the pictures of " + roots + " are files of their own");
    }
    if (!format.splittable()) {
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

  /** The bytes of all its files. */
  public long totalBytes() {
    return files.stream().mapToLong(SourceFile::length).sum();
  }

  private static Layout detect(List<String> names) {
    if (names.stream().anyMatch(name -> name.indexOf('/') >= 0)) {
      return Layout.CLASS_FOLDERS;
    }
    return names.stream().allMatch(name -> IMAGENET_NAME.matcher(name).matches())
        ? Layout.IMAGENET_NAMES
        : Layout.FILES;
  }

  private static PictureSet labelled(
      List<Path> roots,
      Layout layout,
      LabelBase labelBase,
      List<SourceFile> pictures,
      List<String> names) {
    char end = layout == Layout.CLASS_FOLDERS ? '/' : '_';
    TreeSet<String> sorted = new TreeSet<>();
    for (String name : names) {
      if (name.indexOf(end) >= 0) {
        sorted.add(name.substring(0, name.indexOf(end)));
      }
    }
    List<String> classes = List.copyOf(sorted);
    List<SourceFile> files = new ArrayList<>(pictures.size());
    for (int i = 0; i < names.size(); i++) {
      int length = names.get(i).indexOf(end);
      if (length >= 0) {
        int place = Collections.binarySearch(classes, names.get(i).substring(0, length));
        Labels labels = new Labels(labelBase.first() + place, classes.get(place), null);
        files.add(pictures.get(i).with(labels));
      }
    }
    return new PictureSet(roots, layout, classes, List.of(), files);
  }
}
