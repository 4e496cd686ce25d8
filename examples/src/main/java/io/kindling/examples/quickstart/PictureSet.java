package io.kindling.examples.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Pictures of a local folder in one of the two shapes of ImageNet: class folders, or flat files
 * named after their class as in {@code n01440764_10026.JPEG}.
 *
 * @param folder the folder
 * @param files the pictures in it, sorted
 * @param classNames the classes that occur, sorted
 */
record PictureSet(Path folder, List<Path> files, List<String> classNames) {

  private static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "png", "bmp", "webp");
  private static final Pattern FLAT_NAME = Pattern.compile("(n\\d{8})_.+");

  /**
   * Looks through a folder.
   *
   * @throws IOException when it is no folder or holds no picture in a shape that is understood; the
   *     message names it
   */
  static PictureSet find(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException("no such folder: " + folder);
    }
    List<Path> files;
    // Class folders of data sets are often links.
    try (Stream<Path> all = Files.walk(folder, 2, java.nio.file.FileVisitOption.FOLLOW_LINKS)) {
      files =
          all.filter(PictureSet::isPicture)
              .filter(file -> !className(folder, file).isEmpty())
              .sorted()
              .toList();
    }
    if (files.isEmpty()) {
      throw new IOException(
          "no pictures in "
              + folder
              + ": expected class folders that hold "
              + String.join(", ", new TreeSet<>(ENDINGS))
              + " files, or files named like n01440764_10026.JPEG");
    }
    Set<String> names = new TreeSet<>();
    files.forEach(file -> names.add(className(folder, file)));
    return new PictureSet(folder, files, List.copyOf(names));
  }

  /** At most {@code count} of the pictures, taken at even distances so that all classes occur. */
  PictureSet atMost(int count) {
    if (files.size() <= count) {
      return this;
    }
    List<Path> taken = new ArrayList<>(count);
    Set<String> names = new TreeSet<>();
    for (long index = 0; index < count; index++) {
      Path file = files.get((int) (index * files.size() / count));
      taken.add(file);
      names.add(className(folder, file));
    }
    return new PictureSet(folder, taken, List.copyOf(names));
  }

  /** Where a picture lies in the folder, with slashes on every system. */
  String key(Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  private static boolean isPicture(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1)) && Files.isRegularFile(file);
  }

  /** Name of the class of a picture; empty when its place and name tell none. */
  private static String className(Path folder, Path file) {
    Path relative = folder.relativize(file);
    if (relative.getNameCount() > 1) {
      return relative.getName(0).toString();
    }
    Matcher matcher = FLAT_NAME.matcher(relative.toString());
    return matcher.matches() ? matcher.group(1) : "";
  }
}
