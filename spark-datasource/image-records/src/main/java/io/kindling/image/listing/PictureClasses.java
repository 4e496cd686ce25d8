package io.kindling.image.listing;

import io.kindling.image.record.LabelBase;
import io.kindling.image.record.Labels;
import io.kindling.image.record.SourceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Classes and splits of picture files, from the names of their folders and files.
 *
 * <p>When all folders below the roots are named like parts of a set, they are its splits, and the
 * classes are below them; else a root that is named so is a split.
 */
final class PictureClasses {
  private static final Pattern IMAGENET_NAME = Pattern.compile("n\\d{8}_.+");

  private final List<ListedFolder> folders;
  private final boolean splits;
  private final Layout layout;

  private PictureClasses(List<ListedFolder> folders, @Nullable Layout named) {
    this.folders = folders;
    this.splits = foldersAreSplits(folders);
    this.layout = named == null ? detected() : named;
  }

  /**
   * Finds out where pictures keep their classes.
   *
   * @param folders that have pictures
   * @param named a layout of picture files; null when it is to be detected
   */
  static PictureClasses of(List<ListedFolder> folders, @Nullable Layout named) {
    return new PictureClasses(folders, named);
  }

  Layout layout() {
    return layout;
  }

  /**
   * The names of the classes, sorted; empty without any.
   *
   * @throws IOException when a file has no name of ImageNet though all should
   */
  List<String> names() throws IOException {
    TreeSet<String> names = new TreeSet<>();
    for (ListedFolder folder : folders) {
      for (SourceFile file : filesWithOwnClass(folder)) {
        String name = className(folder, file);
        if (name != null) {
          names.add(name);
        }
      }
    }
    return List.copyOf(names);
  }

  /**
   * The pictures that belong to the set, with their labels, in the order of the folders.
   *
   * @param classes names in the order of their labels
   * @throws IOException when the class of a picture is none of them
   */
  List<SourceFile> labelled(List<String> classes, LabelBase base) throws IOException {
    Map<String, Integer> places = new HashMap<>();
    classes.forEach(name -> places.put(name, base.first() + places.size()));
    List<SourceFile> files = new ArrayList<>();
    for (ListedFolder folder : folders) {
      if (!belongs(folder)) {
        continue;
      }
      String split = split(folder);
      Map<String, Labels> shared = new HashMap<>();
      Labels unlabelled = new Labels(Labels.NO_LABEL, null, split);
      for (SourceFile file : folder.files()) {
        String name = className(folder, file);
        Labels labels = name == null ? unlabelled : shared.get(name);
        if (labels == null) {
          labels = new Labels(place(places, name, file), name, split);
          shared.put(name, labels);
        }
        files.add(file.with(labels));
      }
    }
    return files;
  }

  private static int place(Map<String, Integer> places, @Nullable String name, SourceFile file)
      throws IOException {
    Integer place = places.get(name);
    if (place == null) {
      throw new IOException(
          String.format(
              "%s: class %s is none of the %d of the synset file; add it there, or read without"
                  + " that file",
              file.path(), name, places.size()));
    }
    return place;
  }

  private Layout detected() {
    if (folders.stream().anyMatch(folder -> !belowSplit(folder).isEmpty())) {
      return Layout.CLASS_FOLDERS;
    }
    boolean imageNet =
        folders.stream()
            .flatMap(folder -> folder.files().stream())
            .allMatch(file -> IMAGENET_NAME.matcher(file.name()).matches());
    return imageNet ? Layout.IMAGENET_NAMES : Layout.FILES;
  }

  /** Pictures beside the folders of classes or splits do not belong to the set. */
  private boolean belongs(ListedFolder folder) {
    return !folder.below().isEmpty() || !(splits || layout == Layout.CLASS_FOLDERS);
  }

  private List<SourceFile> filesWithOwnClass(ListedFolder folder) {
    if (layout == Layout.FILES || !belongs(folder)) {
      return List.of();
    }
    // All files of a class folder have the class of the first.
    return layout == Layout.CLASS_FOLDERS ? folder.files().subList(0, 1) : folder.files();
  }

  private @Nullable String className(ListedFolder folder, SourceFile file) throws IOException {
    switch (layout) {
      case CLASS_FOLDERS -> {
        List<String> below = belowSplit(folder);
        return below.isEmpty() ? null : below.get(0);
      }
      case IMAGENET_NAMES -> {
        if (!IMAGENET_NAME.matcher(file.name()).matches()) {
          throw new IOException(
              file.path()
                  + " is not named like n01440764_10026.JPEG, as the layout imagenet-names wants;"
                  + " choose files by pathGlobFilter, or name another layout");
        }
        return file.name().substring(0, file.name().indexOf('_'));
      }
      default -> {
        return null;
      }
    }
  }

  private List<String> belowSplit(ListedFolder folder) {
    List<String> below = folder.below();
    return splits && !below.isEmpty() ? below.subList(1, below.size()) : below;
  }

  private @Nullable String split(ListedFolder folder) {
    if (splits) {
      return folder.below().get(0);
    }
    String root = folder.root().getName();
    return SplitNames.isSplit(root) ? root : null;
  }

  private static boolean foldersAreSplits(List<ListedFolder> folders) {
    List<String> first =
        folders.stream()
            .filter(folder -> !folder.below().isEmpty())
            .map(folder -> folder.below().get(0))
            .toList();
    return !first.isEmpty() && first.stream().allMatch(SplitNames::isSplit);
  }
}
