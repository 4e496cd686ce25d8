package io.kindling.image.listing;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Lists the paths that a user names: folders, files, and patterns. The root of a pattern is the
 * folder before its first wildcard, so that {@code train/n01*} has the classes of {@code train}.
 * The root of a file is its folder.
 */
final class Roots {
  private final Configuration configuration;
  private final FileFilter filter;
  private final ListingThreads threads;
  private final Set<Path> roots = new TreeSet<>();
  private final List<ListedFolder> folders = new ArrayList<>();
  private long otherFiles;

  Roots(Configuration configuration, FileFilter filter, ListingThreads threads) {
    this.configuration = configuration;
    this.filter = filter;
    this.threads = threads;
  }

  /** Qualified, sorted. */
  List<Path> roots() {
    return List.copyOf(roots);
  }

  /** Folders with files, in no order. */
  List<ListedFolder> folders() {
    return folders;
  }

  /** Files that were seen and did not pass the filter. */
  long otherFiles() {
    return otherFiles;
  }

  /**
   * Lists what a path names.
   *
   * @throws FileNotFoundException when that is nothing
   */
  void add(Path path) throws IOException {
    FileSystem fileSystem = path.getFileSystem(configuration);
    Path qualified = fileSystem.makeQualified(path);
    if (Glob.isPattern(qualified)) {
      List<FileStatus> matches = List.copyOf(new Glob(fileSystem, threads).matches(qualified));
      if (matches.isEmpty()) {
        throw new FileNotFoundException(qualified + " matches no file and no folder");
      }
      walk(fileSystem, Glob.beforeWildcards(qualified), matches);
    } else {
      FileStatus status = fileSystem.getFileStatus(qualified);
      Path root = status.isFile() ? qualified.getParent() : qualified;
      walk(fileSystem, root, List.of(status));
    }
  }

  /** Takes files that are known, whose common folder is the root. */
  void addFiles(FileSystem fileSystem, Path root, List<FileStatus> files) throws IOException {
    walk(fileSystem, root, files);
  }

  private void walk(FileSystem fileSystem, Path root, List<FileStatus> starts) throws IOException {
    FolderWalk walk = new FolderWalk(fileSystem, filter, threads);
    folders.addAll(walk.walk(root, starts));
    otherFiles += walk.otherFiles();
    roots.add(root);
  }
}
