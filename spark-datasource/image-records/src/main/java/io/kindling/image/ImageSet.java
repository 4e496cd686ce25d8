package io.kindling.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The pictures of one folder with their labels.
 *
 * <p>A class's label is its place among the sorted names of the classes that have pictures, counted
 * from the {@link LabelBase}.
 *
 * @param root qualified path
 * @param classes names in the order of their labels; empty without labels
 * @param files in the order of their paths, at least one
 */
public record ImageSet(Path root, ImageLayout layout, List<String> classes, List<ImageFile> files) {
  private static final Pattern IMAGENET_NAME = Pattern.compile("n\\d{8}_.+");

  public ImageSet {
    classes = List.copyOf(classes);
    files = List.copyOf(files);
  }

  /**
   * Lists the pictures of a folder (or the one picture that the path names) and detects the layout:
   * class folders as soon as any folder below holds a picture, else ImageNet's names if all names
   * are such, else no labels. Costs list requests and one status, none for each file.
   *
   * @throws java.io.FileNotFoundException when there is no such folder
   * @throws NoPicturesException when it holds no picture
   */
  public static ImageSet list(FileSystem fileSystem, Path root, LabelBase labelBase)
      throws IOException {
    PictureWalk walk = new PictureWalk(fileSystem, root);
    List<ImageFile> pictures = walk.pictures();
    if (pictures.isEmpty()) {
      throw new NoPicturesException(walk.root(), walk.otherFiles());
    }
    List<String> names = pictures.stream().map(file -> walk.belowRoot(file.path())).toList();
    ImageLayout layout = detect(names);
    return layout == ImageLayout.UNLABELLED
        ? new ImageSet(walk.root(), layout, List.of(), pictures)
        : labelled(walk.root(), layout, labelBase, pictures, names);
  }

  /**
   * This set, when it has labels.
   *
   * @throws IOException when it has none; the message says how to give it some
   */
  public ImageSet requireLabels() throws IOException {
    if (layout == ImageLayout.UNLABELLED) {
      throw new IOException(
          root
              + ": its pictures have no labels; put them into one folder for each class, or name"
              + " all of them as ImageNet does (n01440764_10026.JPEG)");
    }
    return this;
  }

  /** The bytes of all its files. */
  public long totalBytes() {
    return files.stream().mapToLong(ImageFile::length).sum();
  }

  private static ImageLayout detect(List<String> names) {
    if (names.stream().anyMatch(name -> name.indexOf('/') >= 0)) {
      return ImageLayout.CLASS_FOLDERS;
    }
    return names.stream().allMatch(name -> IMAGENET_NAME.matcher(name).matches())
        ? ImageLayout.FLAT_IMAGENET_NAMES
        : ImageLayout.UNLABELLED;
  }

  private static ImageSet labelled(
      Path root,
      ImageLayout layout,
      LabelBase labelBase,
      List<ImageFile> pictures,
      List<String> names) {
    char end = layout == ImageLayout.CLASS_FOLDERS ? '/' : '_';
    TreeSet<String> sorted = new TreeSet<>();
    for (String name : names) {
      if (name.indexOf(end) >= 0) {
        sorted.add(name.substring(0, name.indexOf(end)));
      }
    }
    List<String> classes = List.copyOf(sorted);
    List<ImageFile> files = new ArrayList<>(pictures.size());
    for (int i = 0; i < names.size(); i++) {
      int length = names.get(i).indexOf(end);
      if (length >= 0) {
        int place = Collections.binarySearch(classes, names.get(i).substring(0, length));
        files.add(pictures.get(i).labelled(labelBase.first() + place, classes.get(place)));
      }
    }
    return new ImageSet(root, layout, classes, files);
  }
}
