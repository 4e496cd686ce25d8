package io.kindling.image.listing;

import io.kindling.image.record.ContainerFormat;
import io.kindling.image.record.Labels;
import io.kindling.image.record.RecordOptions;
import io.kindling.image.record.SourceFile;
import io.kindling.image.record.StoredLabels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Makes a set of the files that a listing found. */
final class SetBuilder {
  private static final Comparator<SourceFile> BY_NAME = Comparator.comparing(SourceFile::name);

  private final Configuration configuration;
  private final ListingOptions options;

  SetBuilder(Configuration configuration, ListingOptions options) {
    this.configuration = configuration;
    this.options = options;
  }

  PictureSet build(Roots listed) throws IOException {
    List<ListedFolder> folders = listed.folders();
    folders.sort(Comparator.comparing(ListedFolder::path));
    Layout named = options.layout();
    ContainerFormat format = named == null ? null : named.container();
    if (named == null || format == null) {
      List<ListedFolder> pictures = only(folders, LayoutDetection::isPicture);
      if (!pictures.isEmpty()) {
        return pictures(listed.roots(), PictureClasses.of(pictures, named));
      }
      format = named == null ? LayoutDetection.container(configuration, folders) : null;
    }
    List<ListedFolder> containers =
        format == null ? List.of() : only(folders, LayoutDetection.containers(format, folders));
    if (format == null || containers.isEmpty()) {
      throw new NoPicturesException(listed.roots(), format, listed.otherFiles() + count(folders));
    }
    return containers(listed.roots(), format, containers);
  }

  private PictureSet pictures(List<Path> roots, PictureClasses found) throws IOException {
    List<String> classes = synsets();
    if (classes.isEmpty()) {
      classes = found.names();
    }
    List<SourceFile> files = found.labelled(classes, options.labelBase());
    List<String> labelled = found.layout() == Layout.FILES ? List.of() : classes;
    return set(roots, found.layout(), labelled, files);
  }

  private PictureSet containers(
      List<Path> roots, ContainerFormat format, List<ListedFolder> folders) throws IOException {
    List<SourceFile> files = new ArrayList<>();
    for (ListedFolder folder : folders) {
      for (SourceFile file : folder.files()) {
        files.add(file.with(Labels.NONE.inSplit(split(folder, file))));
      }
    }
    return set(roots, Layout.of(format), synsets(), files);
  }

  private PictureSet set(
      List<Path> roots, Layout layout, List<String> classes, List<SourceFile> files) {
    List<String> splits =
        files.stream()
            .map(file -> file.labels().split())
            .filter(Objects::nonNull)
            .distinct()
            .sorted()
            .toList();
    RecordOptions reading =
        new RecordOptions(
            RecordOptions.Contents.READ,
            new StoredLabels(options.labelBase(), options.storedLabelBase(), classes),
            options.columns());
    return new PictureSet(roots, layout, classes, splits, files, reading);
  }

  /** The name of the file tells it, or else a folder does. */
  private static @Nullable String split(ListedFolder folder, SourceFile file) {
    String named = SplitNames.ofContainer(file.name());
    if (named != null) {
      return named;
    }
    for (String name : folder.below()) {
      if (SplitNames.isSplit(name)) {
        return name;
      }
    }
    String root = folder.root().getName();
    return SplitNames.isSplit(root) ? root : null;
  }

  private List<String> synsets() throws IOException {
    return options.synsets(configuration);
  }

  /** The folders with the files that are wanted, in the order of their names. */
  private static List<ListedFolder> only(List<ListedFolder> folders, Predicate<SourceFile> wanted) {
    List<ListedFolder> chosen = new ArrayList<>();
    for (ListedFolder folder : folders) {
      List<SourceFile> files = folder.files().stream().filter(wanted).sorted(BY_NAME).toList();
      if (!files.isEmpty()) {
        chosen.add(new ListedFolder(folder.root(), folder.below(), files));
      }
    }
    return chosen;
  }

  private static long count(List<ListedFolder> folders) {
    return folders.stream().mapToLong(folder -> folder.files().size()).sum();
  }
}
