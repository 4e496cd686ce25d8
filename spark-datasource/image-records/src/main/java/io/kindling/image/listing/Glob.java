package io.kindling.image.listing;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobExpander;
import org.apache.hadoop.fs.GlobFilter;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files and folders that a pattern names. Goes down one part of the path after the other and
 * lists all folders of a part at once, where Hadoop's own way lists them one by one. Folders before
 * the first wildcard are not listed.
 */
final class Glob {
  private static final String WILDCARDS = "{}[]*?\\";

  private final FileSystem fileSystem;
  private final ListingThreads threads;

  Glob(FileSystem fileSystem, ListingThreads threads) {
    this.fileSystem = fileSystem;
    this.threads = threads;
  }

  /** Whether a path has wildcards. */
  static boolean isPattern(Path path) {
    return isPattern(path.toUri().getPath());
  }

  private static boolean isPattern(String text) {
    return text.chars().anyMatch(one -> WILDCARDS.indexOf(one) >= 0);
  }

  /** The folder before the first wildcard. */
  static Path beforeWildcards(Path pattern) {
    Path root = pattern;
    while (isPattern(root)) {
      root = root.getParent();
    }
    return root;
  }

  /** What matches a qualified pattern, each once, sorted by path. */
  Collection<FileStatus> matches(Path pattern) throws IOException {
    Map<Path, FileStatus> matches = new TreeMap<>();
    for (String one : GlobExpander.expand(pattern.toUri().getPath())) {
      Path expanded = new Path(pattern.toUri().getScheme(), pattern.toUri().getAuthority(), one);
      for (FileStatus match : of(expanded)) {
        matches.put(match.getPath(), match);
      }
    }
    return matches.values();
  }

  /** Of a pattern whose braces do not hold a slash. */
  private List<FileStatus> of(Path pattern) throws IOException {
    Path root = beforeWildcards(pattern);
    if (root.equals(pattern)) {
      FileStatus status = status(pattern);
      return status == null ? List.of() : List.of(status);
    }
    List<Path> folders = List.of(root);
    List<FileStatus> found = List.of();
    String rest = pattern.toUri().getPath().substring(root.toUri().getPath().length());
    List<String> parts =
        Arrays.stream(rest.split("/", -1)).filter(part -> !part.isEmpty()).toList();
    for (String part : parts) {
      found = isPattern(part) ? listed(folders, new GlobFilter(part)) : named(folders, part);
      folders = found.stream().filter(FileStatus::isDirectory).map(FileStatus::getPath).toList();
    }
    return found;
  }

  private List<FileStatus> listed(List<Path> folders, GlobFilter filter) throws IOException {
    List<FileStatus> matches = new ArrayList<>();
    for (FileStatus[] children : threads.all(folders, this::children)) {
      for (FileStatus child : children) {
        if (filter.accept(child.getPath())) {
          matches.add(child);
        }
      }
    }
    return matches;
  }

  private FileStatus[] children(Path folder) throws IOException {
    try {
      return fileSystem.listStatus(folder);
    } catch (FileNotFoundException gone) {
      return new FileStatus[0];
    }
  }

  private List<FileStatus> named(List<Path> folders, String name) throws IOException {
    List<FileStatus> there = new ArrayList<>();
    for (List<FileStatus> one : threads.all(folders, folder -> asked(new Path(folder, name)))) {
      there.addAll(one);
    }
    return there;
  }

  private List<FileStatus> asked(Path path) throws IOException {
    FileStatus status = status(path);
    return status == null ? List.of() : List.of(status);
  }

  private @Nullable FileStatus status(Path path) throws IOException {
    try {
      return fileSystem.getFileStatus(path);
    } catch (FileNotFoundException none) {
      return null;
    }
  }
}
