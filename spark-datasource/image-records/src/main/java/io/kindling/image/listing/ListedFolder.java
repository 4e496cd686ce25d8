package io.kindling.image.listing;

import io.kindling.image.record.SourceFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.Path;

/**
 * The files of one folder.
 *
 * @param root what the set was looked for below
 * @param below names of the folders from the root to this one; empty for the root
 * @param files that passed the filter
 */
record ListedFolder(Path root, List<String> below, List<SourceFile> files) {

  /** A folder without files yet. */
  static ListedFolder of(Path root, Path folder) {
    String rootPath = root.toUri().getPath();
    String path = folder.toUri().getPath();
    String start = rootPath.endsWith("/") ? rootPath : rootPath + "/";
    if (!path.equals(rootPath) && !path.startsWith(start)) {
      throw new IllegalStateException("the listing of " + root + " names " + path + " outside");
    }
    List<String> below =
        path.length() <= start.length()
            ? List.of()
            : Arrays.asList(path.substring(start.length()).split("/"));
    return new ListedFolder(root, below, new ArrayList<>());
  }

  /** Qualified path, as its files have it. */
  String path() {
    return files.isEmpty() ? root + "/" + String.join("/", below) : files.get(0).folder();
  }

  boolean isHidden() {
    return below.stream().anyMatch(FileFilter::isHidden);
  }
}
